import assert from "node:assert/strict";
import { test } from "node:test";
import { facts } from "../../../static/notifications/indicator/facts.js";
import { Summary } from "../../../static/notifications/indicator/summary.js";
import { fill, TEXTS } from "../../../static/notifications/indicator/texts.js";

const words = { text: (name) => TEXTS[name] ?? "", time: (ms) => `t${ms}`, now: 5_000 };
const STATE = {
  state: "live",
  transport: "sse",
  connection: 1,
  since: 1,
  heardAt: 2,
  failed: [],
  nextTryAt: null,
  code: null,
  behind: 0,
};

test("a live connection says over what and since when", () => {
  assert.deepEqual(facts(STATE, words), ["Transport: event stream", "Since t1"]);
});

test("what failed, how far behind and when the next try is", () => {
  const failed = [
    { transport: "websocket", why: "network", at: 3 },
    { transport: "sse", why: "502", at: 4 },
  ];
  const state = { ...STATE, state: "waiting", transport: null, failed, nextTryAt: 7_400, behind: 12 };
  assert.deepEqual(facts(state, words), [
    "Since t1",
    "Last heard t2",
    "Behind by 12",
    "WebSocket failed at t3: no connection",
    "event stream failed at t4: 502",
    "Next try in 3 s",
  ]);
});

test("one that stopped says why", () => {
  const stopped = (code) => facts({ ...STATE, state: "stopped", transport: null, code }, words).at(-1);
  assert.equal(stopped(401), "You are signed out.");
  assert.equal(stopped(403), "You may not see this.");
  assert.equal(stopped(204), "This is closed.");
});

test("what came meanwhile is counted by what it means", () => {
  const summary = new Summary();
  const types = [
    "message.posted",
    "message.posted",
    "message.edited",
    "message.removed",
    "redacted",
    "message.liked",
    "notification.created",
  ];
  summary.add(types.map((type) => ({ type })));
  assert.deepEqual(summary.parts, [
    ["new", 2],
    ["edited", 1],
    ["removed", 1],
  ]);
});

test("a text keeps what nobody fills in", () => {
  assert.equal(fill("{a} and {b}", { a: 1 }), "1 and {b}");
});
