import assert from "node:assert/strict";
import { test } from "node:test";

import { leading, stateFacts } from "../../../static/moderation/groups.js";
import { applied, begun, isWanted, withReports } from "../../../static/moderation/queue.js";

const BOB = { id: 8, username: "bob", name: "Bob" };
const MONA = { id: 3, username: "mona", name: "Mona" };
const OPEN = { state: "new,taken,appealed", room: null, kind: null };

const report = (id, message, more) => ({
  id,
  message,
  author: BOB,
  room: { id: 42, slug: "lobby", name: "Lobby" },
  reporter: { id: id + 100, username: `p${id}`, name: `P${id}` },
  automatic: false,
  reason: "spam",
  note: "",
  state: "new",
  created_at: `2026-11-21T10:00:${String(id).padStart(2, "0")}Z`,
  taken_by: null,
  decided_by: null,
  decision: "",
  ...more,
});
const group = (message, said, ...reports) => {
  const last = reports.at(-1);
  return { message, said, last: last.id, last_at: last.created_at, reports };
};
const page = (groups, position, more) => begun({ groups, position, wanted: OPEN, hasOlder: false, ...more });
const event = (position, changed, type = "report.updated") => ({
  stream: "moderation",
  position,
  type,
  at: "",
  data: { report: changed },
});
const after = (queue, ...events) => events.reduce(applied, queue);

const FIRST = report(1, 17);
const SECOND = report(2, 18);

test("a new report stands at the top, and nobody knows yet what was said", () => {
  const start = page([group(17, "buy newts", FIRST)], 1);
  const fresh = page([group(18, null, SECOND), group(17, "buy newts", FIRST)], 2);
  assert.deepEqual(after(start, event(2, SECOND, "report.created")), fresh);
});

test("several reports of one message are one, and it moves to the top", () => {
  const start = page([group(18, "b", SECOND), group(17, "a", FIRST)], 2);
  const third = report(3, 17, { reason: "several", automatic: true, reporter: null });
  const fresh = page([group(17, "a", FIRST, third), group(18, "b", SECOND)], 3);
  assert.deepEqual(after(start, event(3, third, "report.created")), fresh);
});

test("a report that is taken says by whom", () => {
  const taken = { ...FIRST, state: "taken", taken_by: MONA };
  const queue = after(page([group(17, "a", FIRST)], 1), event(2, taken));
  assert.deepEqual(queue, page([group(17, "a", taken)], 2));
  assert.deepEqual(stateFacts(leading(queue.groups[0].reports)), { key: "state_taken", name: "Mona", decision: "" });
});

test("what is decided leaves the queue, and comes back when it is appealed against", () => {
  const decided = { ...FIRST, state: "decided", taken_by: MONA, decided_by: MONA, decision: "removed" };
  const appealed = { ...decided, state: "appealed" };
  const start = page([group(17, "a", FIRST)], 1);
  assert.deepEqual(after(start, event(2, decided)), page([], 2));
  assert.deepEqual(after(start, event(2, decided), event(3, appealed)), page([group(17, null, appealed)], 3));
});

test("of many reports the others stay when one is decided", () => {
  const other = report(5, 17);
  const start = page([group(17, "a", FIRST, other)], 5);
  const decided = { ...other, state: "decided", decided_by: MONA, decision: "dismissed" };
  assert.deepEqual(after(start, event(6, decided)), page([group(17, "a", FIRST)], 6));
});

test("an event that the page knows already changes nothing", () => {
  const start = page([group(17, "a", FIRST)], 5);
  assert.equal(applied(start, event(5, { ...FIRST, state: "decided" })), start);
});

test("sanctions move the position alone", () => {
  const start = page([group(17, "a", FIRST)], 1);
  const told = { stream: "moderation", position: 2, type: "sanction.created", at: "", data: { sanction: {} } };
  assert.deepEqual(applied(start, told), { ...start, position: 2 });
});

test("the filters hold for what is new too", () => {
  const elsewhere = report(3, 19, { room: { id: 7, slug: "den", name: "Den" } });
  const inRoom = page([], 1, { wanted: { ...OPEN, room: 42 } });
  assert.deepEqual(after(inRoom, event(2, elsewhere)).groups, []);
  assert.equal(after(inRoom, event(2, SECOND)).groups.length, 1);
  assert.ok(isWanted(report(4, 1, { automatic: true }), { state: null, room: null, kind: "automatic" }));
  assert.ok(!isWanted(report(4, 1), { state: null, room: null, kind: "automatic" }));
  assert.ok(!isWanted(report(4, 1), { state: null, room: null, kind: "hate" }));
  assert.ok(!isWanted(report(4, 1), { state: "decided", room: null, kind: null }));
});

test("what belongs below the page stays there", () => {
  const start = page([group(20, "z", report(50, 20))], 60, { hasOlder: true });
  assert.deepEqual(after(start, event(61, { ...FIRST, state: "taken", taken_by: MONA })).groups, start.groups);
  assert.equal(after(start, event(61, report(51, 21), "report.created")).groups.length, 2);
});

test("what was said is filled in when it is known, and stays", () => {
  const asked = withReports(page([group(18, null, SECOND)], 2), 18, [], "buy newts");
  assert.equal(asked.groups[0].said, "buy newts");
  assert.equal(after(asked, event(3, { ...SECOND, state: "taken", taken_by: MONA })).groups[0].said, "buy newts");
});

test("the most urgent report leads", () => {
  const taken = report(2, 17, { state: "taken", taken_by: MONA });
  assert.equal(leading([taken, FIRST]), FIRST);
  assert.equal(leading([report(3, 17, { state: "decided" }), taken]), taken);
});
