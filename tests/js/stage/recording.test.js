import assert from "node:assert/strict";
import { test } from "node:test";

import { Recording, WINDOW_MS } from "../../../static/stage/recording.js";
import { FakeClock } from "../notifications/support/clock.js";

const message = (id, at_ms, change = {}) => ({ id, removed_at: null, bullet: { at_ms }, ...change });
const ids = (messages) => messages.map(({ id }) => id);

/** A server that answers when it is told to. */
function server(messages) {
  const asked = [];
  const waiting = [];
  const load = (from, to) =>
    new Promise((answer, fail) => {
      asked.push([from, to]);
      const found = messages.filter(({ bullet }) => bullet.at_ms >= from && bullet.at_ms < to);
      waiting.push({ answer: () => answer({ messages: found }), fail });
    });
  const settle = async (how) => {
    for (const one of waiting.splice(0)) one[how](new Error("away"));
    await new Promise(setImmediate);
  };
  return { asked, load, answer: () => settle("answer"), fail: () => settle("fail") };
}

async function prepared(messages) {
  const { load, answer } = server(messages);
  const recording = new Recording(load);
  recording.prepare(0);
  await answer();
  return recording;
}

test("bullets come back in the order of their moments", async () => {
  const recording = await prepared([message(1, 3_000), message(2, 1_000), message(3, 1_000), message(4, 9_000)]);
  assert.deepEqual(ids(recording.between(0, 5_000)), [2, 3, 1]);
  assert.deepEqual(ids(recording.between(1_000, 3_000)), [2, 3]);
});

test("a window is asked for once, and the next one ahead of time", async () => {
  const { asked, load, answer } = server([]);
  const recording = new Recording(load);
  recording.prepare(0);
  recording.prepare(5);
  await answer();
  recording.prepare(WINDOW_MS - 1);
  assert.deepEqual(asked, [
    [0, WINDOW_MS],
    [WINDOW_MS, 2 * WINDOW_MS],
  ]);
});

test("what lies at the edge of two windows comes once", async () => {
  const recording = await prepared([message(1, WINDOW_MS - 1), message(2, WINDOW_MS), message(3, WINDOW_MS + 1)]);
  assert.deepEqual(ids(recording.between(WINDOW_MS - 5, WINDOW_MS + 5)), [1, 2, 3]);
});

test("when no answer comes it is asked again after a while", async () => {
  const { asked, load, answer, fail } = server([message(1, 10)]);
  const clock = new FakeClock();
  const recording = new Recording(load, clock);
  recording.prepare(0);
  assert.ok(!recording.has(0));
  await fail();
  recording.prepare(0);
  assert.ok(recording.has(0), "it goes on without");
  assert.deepEqual([asked.length, recording.between(0, 100)], [2, []]);
  await clock.advance(5_000);
  recording.prepare(0);
  await answer();
  assert.equal(asked.length, 4);
  assert.deepEqual(ids(recording.between(0, 100)), [1]);
});

test("a window with the events after it is a fresh window", async () => {
  const recording = await prepared([message(1, 10), message(2, 20)]);
  recording.take(message(3, 15));
  recording.take(message(1, 10, { removed_at: "now" }));
  recording.take(message(4, null));
  recording.take(message(5, 25, { bullet: null }));
  assert.deepEqual(ids(recording.between(0, 100)), [3, 2]);
  recording.take(message(1, 10));
  assert.deepEqual(ids(recording.between(0, 100)), [1, 3, 2]);
});

test("what is removed while a window is on its way stays away", async () => {
  const { load, answer } = server([message(1, 10), message(2, 20)]);
  const recording = new Recording(load);
  recording.prepare(0);
  recording.take(message(1, 10, { removed_at: "now" }));
  await answer();
  assert.deepEqual(ids(recording.between(0, 100)), [2]);
});

test("of a long recording it keeps what is near", async () => {
  const { asked, load, answer } = server([]);
  const recording = new Recording(load);
  for (let number = 0; number < 100; number += 1) {
    recording.prepare(number * WINDOW_MS);
    await answer();
  }
  asked.length = 0;
  recording.prepare(99 * WINDOW_MS);
  assert.equal(asked.length, 0);
  recording.prepare(0);
  assert.equal(asked.length, 2);
});

test("a moment at which very much is said does not grow for ever", async () => {
  const { asked, load, answer } = server([]);
  const recording = new Recording(load);
  recording.prepare(0);
  await answer();
  for (let id = 1; id <= 1_000; id += 1) recording.take(message(id, 5));
  assert.equal(recording.between(0, 10).length, 1_000);
  recording.take(message(1_001, 5));
  assert.equal(recording.has(0), false);
  recording.prepare(0);
  assert.deepEqual(asked.at(-1), [0, WINDOW_MS]);
});
