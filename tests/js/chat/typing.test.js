import assert from "node:assert/strict";
import { test } from "node:test";

import { TYPING_LASTS_MS, Typing } from "../../../static/chat/typing.js";

const ALICE = { id: 1, username: "alice", name: "Alice" };
const BOB = { id: 2, username: "bob", name: "Bob" };

test("those who write are named in the order in which they began", () => {
  const typing = new Typing();
  typing.heard(ALICE, 0);
  typing.heard(BOB, 10);
  typing.heard(ALICE, 20);
  assert.deepEqual(typing.who(30), [ALICE, BOB]);
});

test("silence and a message both end it", () => {
  const typing = new Typing();
  typing.heard(ALICE, 0);
  typing.heard(BOB, 1);
  typing.done(BOB.id);
  assert.deepEqual(typing.who(2), [ALICE]);
  assert.deepEqual(typing.who(TYPING_LASTS_MS), []);
});
