// On every page of a moderator: the number of new reports at the way into the panel stays right.

import { connection } from "../chat/connected.js";
import { part } from "../chat/dom.js";
import { newReports } from "./server.js";
import { applied, begun, shown } from "./waiting.js";

const STREAM = "moderation";

const json = (/** @type {string} */ id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

let waiting = begun(json("desk"));
const says = /** @type {HTMLElement} */ (document.getElementById("new-reports"));

function show() {
  const text = shown(waiting);
  const mark = part(document, "new-reports");
  mark.textContent = text;
  mark.dataset.grade = text ? "number" : "none";
  says.textContent = says.textContent?.replace(/\d*\+?$/u, text || "0") ?? "";
}

/** What came between is not to be had. */
async function refresh() {
  const { reports, position } = await newReports();
  waiting = begun({ waiting: reports.map(({ id }) => id), position });
  show();
}

connection?.addEventListener("events", ({ detail }) => {
  waiting = detail.filter(({ stream }) => stream === STREAM).reduce(applied, waiting);
  show();
});
connection?.addEventListener("reset", ({ detail }) => {
  if (STREAM in detail.streams) refresh();
});
// The queue is rendered before the header, so it has more to catch up with.
connection?.follow([STREAM], (json("queue") ?? json("desk")).cursor);
