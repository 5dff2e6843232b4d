// The page of a report: says at once when another moderator takes or decides what is open here.

import { connection } from "../chat/connected.js";
import { part } from "../chat/dom.js";
import { Strings } from "../chat/strings.js";
import { Times } from "../chat/times.js";
import { GroupView } from "./group-view.js";

const json = (/** @type {string} */ id) => JSON.parse(String(document.getElementById(id)?.textContent));

const { message, me } = json("report");
const locale = document.documentElement.lang;
const view = new GroupView(new Strings(json("sentences"), locale), new Times(locale));

/** @param {import("./types.js").Report} report */
function changed(report) {
  const who = report.decided_by ?? report.taken_by;
  const badge = part(document, "state");
  badge.textContent = view.state(report);
  badge.dataset.state = report.state;
  const faster = part(document, "faster");
  faster.hidden = !who || who.id === me;
  faster.textContent = view.state(report);
  const decision = document.getElementById("decision");
  if (report.decided_by) decision?.querySelector("button")?.setAttribute("disabled", "");
}

connection?.addEventListener("events", ({ detail }) => {
  for (const { stream, data } of detail) {
    if (stream === "moderation" && data.report?.message === message) changed(data.report);
  }
});
