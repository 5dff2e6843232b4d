// The front page of the panel: the queue stays right while it is open, and is worked through without leaving it.

import "../notifications/indicator.js";
import { connection } from "../chat/connected.js";
import { part, show } from "../chat/dom.js";
import { Strings } from "../chat/strings.js";
import { Times } from "../chat/times.js";
import { each } from "./bulk.js";
import { GroupView } from "./group-view.js";
import { listen } from "./keys.js";
import { applied, begun, withReports } from "./queue.js";
import { QueueList } from "./queue-list.js";
import * as server from "./server.js";

/** @typedef {import("./types.js").LogEvent} LogEvent */

const STREAM = "moderation";
// Who keeps order in a room only may not follow the stream of the whole site.
const ASKED_EVERY_MS = 15_000;

const json = (/** @type {string} */ id) => JSON.parse(String(document.getElementById(id)?.textContent));

const page = json("queue");
const locale = document.documentElement.lang;
const strings = new Strings(json("sentences"), locale);
const list = new QueueList(part(document, "groups"), new GroupView(strings, new Times(locale)));
const form = /** @type {HTMLFormElement} */ (document.getElementById("bulk"));

let queue = begun(page);

function render() {
  list.show(queue.groups);
  part(document, "empty").hidden = queue.groups.length > 0;
  count();
}

function count() {
  const chosen = list.chosen().length;
  part(form, "count").textContent = chosen ? strings.say("chosen", { count: chosen }) : "";
}

/** @param {string} text */
function announce(text) {
  part(document, "announcer").textContent = text;
}

/** @param {LogEvent[]} events */
function receive(events) {
  for (const event of events) {
    const before = queue;
    queue = applied(queue, event);
    if (queue !== before && event.data.report) tell(event.data.report);
  }
  render();
}

/** @param {import("./types.js").Report} report */
function tell(report) {
  const group = queue.groups.find(({ message }) => message === report.message);
  if (group && report.state === "new") {
    announce(strings.say("arrived", { name: report.author.name, room: report.room.name }));
    if (group.said === null) learn(report);
  } else if (report.state === "decided" && report.decided_by?.id !== page.me.id) {
    announce(strings.say("settled", { moderator: report.decided_by?.name ?? "", name: report.author.name }));
  }
}

/**
 * What a message said, and who else reported it, is in no event.
 * @param {import("./types.js").Report} report
 */
async function learn({ id, message }) {
  const { said, reports } = await server.target(id);
  const known = new Set(queue.groups.find((group) => group.message === message)?.reports.map((one) => one.id));
  // Of those that are known an event may have told more meanwhile.
  if (known.size) {
    queue = withReports(
      queue,
      message,
      reports.filter((one) => !known.has(one.id)),
      said,
    );
  }
  render();
}

async function refresh() {
  const { groups, position } = await server.groups(page.wanted);
  queue = begun({ ...queue, groups, position });
  render();
}

/** @param {import("./bulk.js").Deed} deed */
async function act(deed) {
  const meant = list.meant();
  const groups = queue.groups.filter(({ message }) => meant.includes(message));
  const fields = new FormData(form);
  const note = String(fields.get("note")).trim() || String(fields.get("sentence"));
  const answer = { act: String(fields.get("act")), note };
  const { done, refusals } = await each(groups, deed, answer, (name, args) =>
    /** @type {import("../notifications/connection.js").Connection} */ (connection).command(name, args),
  );
  list.let(done);
  if (deed === "settle" && !refusals.length) form.reset();
  announce(strings.say("done", { count: done.length }));
  show(part(form, "refusals"), refusals.join(" "));
  if (!page.live) await refresh();
  count();
}

render();
part(document, "groups").addEventListener("change", count);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { deed } = /** @type {HTMLElement} */ (event.submitter).dataset;
  if (deed !== "settle" || part(form, "fields").querySelector("[name=act]:checked")) {
    act(/** @type {import("./bulk.js").Deed} */ (deed));
  } else {
    show(part(form, "refusals"), strings.say("what"));
  }
});
listen({
  j: () => list.move(1),
  k: () => list.move(-1),
  x: () => {
    list.turn();
    count();
  },
  Enter: () => list.open(),
  t: () => act("taken"),
  b: () => act("new"),
  d: (event) => {
    event.preventDefault();
    if (!list.chosen().length) list.turn();
    count();
    /** @type {HTMLElement | null} */ (form.querySelector("[name=act]"))?.focus();
  },
  Escape: () => {
    list.let(list.chosen());
    count();
  },
});
if (page.live) {
  /** @type {any} */ (document.querySelector("connection-state")).connection = connection;
  connection?.addEventListener("events", ({ detail }) => receive(detail.filter(({ stream }) => stream === STREAM)));
  connection?.addEventListener("reset", ({ detail }) => {
    if (STREAM in detail.streams) refresh();
  });
} else {
  setInterval(() => document.hidden || refresh(), ASKED_EVERY_MS);
}
