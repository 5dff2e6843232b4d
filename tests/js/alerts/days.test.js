import assert from "node:assert/strict";
import { test } from "node:test";

import { days } from "../../../static/alerts/days.js";
import { grade } from "../../../static/alerts/grade.js";
import { Times } from "../../../static/chat/times.js";

const NOW = new Date("2026-11-21T02:00:00Z");
const keyIn = (zone) => (iso) => new Times("en", zone).dayKey(iso);
const alert = (at) => ({ at });
const named = (alerts, zone) => days(alerts, NOW, keyIn(zone)).map(({ day, alerts }) => [day, alerts.length]);

test("alerts stand under today, yesterday and earlier; empty days are left out", () => {
  const alerts = ["2026-11-21T01:00:00Z", "2026-11-20T23:00:00Z", "2026-11-20T01:00:00Z", "2026-10-01T01:00:00Z"];
  assert.deepEqual(named(alerts.map(alert), "UTC"), [
    ["today", 1],
    ["yesterday", 2],
    ["earlier", 1],
  ]);
  assert.deepEqual(named([], "UTC"), []);
});

test("days are those of the reader's time zone", () => {
  const evening = [alert("2026-11-20T23:00:00Z")];
  assert.deepEqual(named(evening, "Asia/Shanghai"), [["today", 1]]);
  assert.deepEqual(named(evening, "America/New_York"), [["today", 1]]);
  assert.deepEqual(named(evening, "UTC"), [["yesterday", 1]]);
});

test("a clock that runs ahead makes nothing earlier", () => {
  assert.deepEqual(named([alert("2026-11-22T01:00:00Z")], "UTC"), [["today", 1]]);
});

test("the bell has two grades", () => {
  assert.deepEqual(grade({ unread: 0, addressed: 0 }), { grade: "none", text: "" });
  assert.deepEqual(grade({ unread: 5, addressed: 0 }), { grade: "dot", text: "" });
  assert.deepEqual(grade({ unread: 5, addressed: 2 }), { grade: "number", text: "2" });
  assert.deepEqual(grade({ unread: 500, addressed: 100 }), { grade: "number", text: "99+" });
});
