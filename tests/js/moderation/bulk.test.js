import assert from "node:assert/strict";
import { test } from "node:test";

import { commands, each } from "../../../static/moderation/bulk.js";
import { CommandError } from "../../../static/notifications/connection.js";

const group = (message, ...states) => ({ message, reports: states.map((state, index) => ({ id: index + 1, state })) });
const ANSWER = { act: "remove", note: "Spam." };

test("a decision is one command for a message, taking one for each report that waits", () => {
  const one = group(17, "new", "decided", "taken");
  assert.deepEqual(commands(one, "settle", ANSWER), [
    ["message.settle", { message: 17, decision: "removed", note: "Spam.", remove: true }],
  ]);
  assert.deepEqual(commands(one, "taken", ANSWER), [
    ["report.update", { report: 1, state: "taken" }],
    ["report.update", { report: 3, state: "taken" }],
  ]);
  assert.equal(commands(one, "settle", { act: "dismiss", note: "" })[0][1].remove, false);
});

test("what is refused stops nothing else, and each reason is said once", async () => {
  const command = async (_name, { message }) => {
    if (message !== 2) throw new CommandError({ status: 409, code: "other_hands", detail: "Eve was faster." });
  };
  const outcome = await each([group(1, "new"), group(2, "new"), group(3, "new")], "settle", ANSWER, command);
  assert.deepEqual(outcome, { done: [2], refusals: ["Eve was faster."] });
});

test("who is too fast waits and goes on", async () => {
  let asked = 0;
  const command = async () => {
    asked += 1;
    if (asked === 1) throw new CommandError({ status: 429, code: "rate_limited", detail: "Slow.", retry_after: 0.01 });
  };
  assert.deepEqual(await each([group(1, "new")], "settle", ANSWER, command), { done: [1], refusals: [] });
  assert.equal(asked, 2);
});

test("what is no refusal is not hidden", async () => {
  const command = async () => {
    throw new TypeError("a mistake of ours");
  };
  await assert.rejects(each([group(1, "new")], "settle", ANSWER, command), TypeError);
});
