import assert from "node:assert/strict";
import { test } from "node:test";

import { applied, begun, shown } from "../../../static/moderation/waiting.js";

const event = (position, id, state) => ({ stream: "moderation", position, data: { report: { id, state } } });
const START = begun({ waiting: [4, 5], position: 10 });

test("the number follows what is new, taken, given back and decided", () => {
  const steps = [event(11, 6, "new"), event(12, 4, "taken"), event(13, 4, "new"), event(14, 5, "decided")];
  const numbers = [];
  steps.reduce((waiting, step) => {
    const next = applied(waiting, step);
    numbers.push(shown(next));
    return next;
  }, START);
  assert.deepEqual(numbers, ["3", "2", "3", "2"]);
});

test("what the page knows already is not counted again", () => {
  assert.equal(applied(START, event(10, 9, "new")), START);
  assert.equal(shown(applied(START, event(11, 4, "new"))), "2");
});

test("a sanction is no report", () => {
  assert.equal(shown(applied(START, { stream: "moderation", position: 11, data: { sanction: {} } })), "2");
});

test("nobody counts on beyond a hundred, and none is no number", () => {
  const many = Array.from({ length: 100 }, (_, id) => id);
  assert.equal(shown(begun({ waiting: many, position: 1 })), "99+");
  assert.equal(shown(begun({ waiting: [], position: 1 })), "");
});
