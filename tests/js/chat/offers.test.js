import assert from "node:assert/strict";
import { test } from "node:test";

import { offers } from "../../../static/chat/offers.js";

const ALICE = { id: 1, username: "alice", name: "Alice" };
const BOB = { id: 2, username: "bob", name: "Bob" };
const MEMBER = { like: true, post: true, moderate: false };

const message = (change = {}) => ({ id: 1, author: ALICE, removed_at: null, ...change });
const offered = (...given) =>
  Object.entries(offers(...given))
    .filter(([, yes]) => yes)
    .map(([what]) => what);

test("one's own message can be changed", () => {
  assert.deepEqual(offered(message(), { me: ALICE, may: MEMBER }), [
    "like",
    "reply",
    "edit",
    "remove",
    "more",
    "unveil",
    "leave",
  ]);
});

test("somebody else's can be liked and answered", () => {
  assert.deepEqual(offered(message(), { me: BOB, may: MEMBER }), ["like", "reply", "more", "unveil", "leave"]);
});

test("whoever keeps order may remove it", () => {
  assert.ok(offers(message(), { me: BOB, may: { ...MEMBER, moderate: true } }).remove);
});

test("a guest may read", () => {
  assert.deepEqual(offered(message(), { me: null, may: { like: false, post: false, moderate: false } }), [
    "more",
    "unveil",
    "leave",
  ]);
});

test("an answer that grows is stopped by whoever it is for, and not corrected", () => {
  const growing = message({ answer: "growing", reply_to: 7 });
  const quoted = () => message({ author: BOB });
  assert.ok(offers(growing, { me: BOB, may: MEMBER }, quoted).stop);
  assert.ok(!offers(growing, { me: { ...BOB, id: 3 }, may: MEMBER }, quoted).stop);
  assert.ok(!offers(growing, { me: ALICE, may: MEMBER }, quoted).edit);
  assert.ok(!offers({ ...growing, answer: "finished" }, { me: BOB, may: MEMBER }, quoted).stop);
});

test("with a removed message nothing can be done", () => {
  assert.deepEqual(offered(message({ removed_at: "now" }), { me: ALICE, may: MEMBER }), ["more", "unveil", "leave"]);
});

test("what was not sent can be tried again or given up", () => {
  const failed = message({ id: null, state: "failed" });
  assert.deepEqual(offered(failed, { me: ALICE, may: MEMBER }), ["retry", "discard", "unveil", "leave"]);
});
