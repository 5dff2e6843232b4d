import assert from "node:assert/strict";
import { test } from "node:test";

import { isDoubtful, warnings } from "../../../static/chat/reach.js";

const BOB = { id: 2, username: "bob", name: "Bob" };
const CAROL = { id: 3, username: "carol", name: "Carol" };

const PUBLIC = { open: true, people: [BOB] };
const PRIVATE = { open: false, people: [BOB] };

test("most messages are sent without a question", () => {
  for (const body of ["hello", "Hello @bob", "mail@room.example", "/@here", "@Bob."]) {
    assert.equal(isDoubtful(body, PUBLIC), false, body);
    assert.equal(isDoubtful(body, PRIVATE), false, body);
  }
});

test("calling everybody is worth a question", () => {
  for (const body of ["@room look", "look, @here!", "(@Room)", "@here."])
    assert.equal(isDoubtful(body, PUBLIC), true, body);
});

test("naming somebody else is worth one only where not everybody may read", () => {
  assert.equal(isDoubtful("@carol", PUBLIC), false);
  assert.equal(isDoubtful("@carol", PRIVATE), true);
});

const audience = (more) => ({ reach: 0, calls: [], may_call: true, cannot_see: [], ...more });

test("it is said how many a call reaches, and when it reaches nobody", () => {
  assert.deepEqual(warnings(audience({ reach: 42, calls: ["here", "room"] }), "en"), [
    ["reaches", { count: 42, words: "@here and @room" }],
  ]);
  assert.deepEqual(warnings(audience({ calls: ["room"], may_call: false }), "en"), [
    ["calls_nobody", { words: "@room" }],
  ]);
});

test("it is said who will not hear of it", () => {
  assert.deepEqual(warnings(audience({ cannot_see: [BOB, CAROL] }), "en"), [
    ["cannot_see", { names: "Bob and Carol" }],
  ]);
});

test("there is nothing to say when everybody who is named can read it", () => {
  assert.deepEqual(warnings(audience({ reach: 1 }), "en"), []);
});
