import assert from "node:assert/strict";
import { test } from "node:test";
import { dueAt, FAIR, Faulty } from "../../../static/lab/faults.js";
import { FakeClock } from "../notifications/support/clock.js";

const event = (position) => ({ type: "events", events: [{ stream: "clock", position }] });

/** A transport that says what it is told to say, behind a network of those knobs. */
function behind(knobs, { random = () => 0.5, inner = {} } = {}) {
  const clock = new FakeClock();
  const transport = { open() {}, close() {}, ...inner };
  const line = new Faulty(transport, () => ({ ...FAIR, ...knobs }), { clock, random });
  const seen = { frames: [], alive: 0, reasons: [] };
  line.onframe = (frame) => seen.frames.push(frame.events?.[0].position ?? frame.type);
  line.onalive = () => {
    seen.alive += 1;
  };
  line.onclose = (reason) => seen.reasons.push(reason.why);
  line.open({});
  return { clock, transport, line, seen };
}

test("a fair network changes nothing", () => {
  const { transport, seen } = behind({});
  transport.onframe({ type: "welcome" });
  transport.onframe(event(1));
  assert.deepEqual(seen.frames, ["welcome", 1]);
});

test("what is delayed comes later, and in order", async () => {
  const knobs = { delayMs: 500 };
  const { clock, transport, seen } = behind(knobs);
  transport.onalive();
  transport.onframe(event(1));
  knobs.delayMs = 0;
  transport.onframe(event(2));
  assert.deepEqual([seen.frames, seen.alive], [[], 0]);
  await clock.advance(500);
  assert.deepEqual([seen.frames, seen.alive], [[1, 2], 1]);
});

test("what a proxy collects comes in one go", async () => {
  const { clock, transport, seen } = behind({ bufferMs: 5_000 });
  await clock.advance(1);
  transport.onframe(event(1));
  await clock.advance(2_000);
  transport.onframe(event(2));
  assert.deepEqual(seen.frames, []);
  await clock.advance(2_999);
  assert.deepEqual(seen.frames, [1, 2]);
});

test("what is released is released at whole intervals, never before what came earlier", () => {
  assert.equal(dueAt(1_200, 0, { ...FAIR, bufferMs: 1_000 }), 2_000);
  assert.equal(dueAt(1_900, 0, { ...FAIR, bufferMs: 1_000, delayMs: 300 }), 3_000);
  assert.equal(dueAt(1_200, 5_000, FAIR), 5_000);
});

test("events are lost by chance, and nothing else is", () => {
  const chances = [0.1, 0.9, 0.1];
  const { transport, seen } = behind({ dropShare: 0.5 }, { random: () => chances.shift() });
  transport.onframe({ type: "welcome" });
  for (const position of [1, 2, 3]) transport.onframe(event(position));
  assert.deepEqual(seen.frames, ["welcome", 2]);
});

test("a line that is cut loses what is under way and says so", async () => {
  let closed = 0;
  const inner = {
    close: () => {
      closed += 1;
    },
  };
  const { clock, transport, line, seen } = behind({ delayMs: 100 }, { inner });
  transport.onframe(event(1));
  line.kill();
  await clock.advance(1_000);
  assert.deepEqual([seen.frames, seen.reasons, closed], [[], ["network"], 1]);
});

test("it can what the transport can, and no more", () => {
  const { line } = behind({}, { inner: { send() {}, probe() {} } });
  assert.deepEqual(
    ["send", "probe", "update", "slow"].map((name) => line[name] !== undefined),
    [true, true, false, false],
  );
});
