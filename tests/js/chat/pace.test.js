import assert from "node:assert/strict";
import { test } from "node:test";

import { Pace } from "../../../static/chat/pace.js";
import { FakeClock } from "../notifications/support/clock.js";

function paced() {
  const clock = new FakeClock();
  const done = [];
  const start = clock.now();
  return { clock, done, pace: new Pace(() => done.push(clock.now() - start), 100, clock) };
}

test("what is asked for is done at once", async () => {
  const { clock, done, pace } = paced();
  pace.ask();
  await clock.advance(500);
  pace.ask();
  assert.deepEqual(done, [0, 500]);
});

test("what is asked for again and again is done together, the last included", async () => {
  const { clock, done, pace } = paced();
  for (let index = 0; index < 25; index += 1) {
    pace.ask();
    await clock.advance(10);
  }
  await clock.advance(1_000);
  assert.deepEqual(done, [0, 100, 200, 300]);
});

test("one who cannot wait has it done, once", async () => {
  const { clock, done, pace } = paced();
  pace.ask();
  pace.ask();
  pace.hurry();
  pace.hurry();
  await clock.advance(1_000);
  assert.deepEqual(done, [0, 0]);
});

test("a clock that is set back makes nobody wait", async () => {
  const { clock, done, pace } = paced();
  pace.ask();
  clock.leap(-3_600_000);
  pace.ask();
  await clock.advance(100);
  assert.equal(done.length, 2);
});
