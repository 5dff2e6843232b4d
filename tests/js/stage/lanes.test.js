import assert from "node:assert/strict";
import { test } from "node:test";

import { Lanes, mayFollow, speed } from "../../../static/stage/lanes.js";

const CROSSING_MS = 8_000;

/** Numbers that look random and are the same every time. */
function dice(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state / 2 ** 31) * below;
  };
}

/** Where a bullet is: from the left edge of the stage to its own left and right edge. */
function place({ enteredAt, width, durationMs }, at, stageWidth) {
  const left = stageWidth - (at - enteredAt) * speed({ width, durationMs }, stageWidth);
  return [left, left + width];
}

function overlap(one, other, stageWidth) {
  const from = Math.max(one.enteredAt, other.enteredAt);
  const to = Math.min(one.enteredAt + one.durationMs, other.enteredAt + other.durationMs);
  if (from >= to) return false;
  // Both move evenly: if they touch at all, they do so at the beginning or at the end.
  return [from, to].some((at) => {
    const [left, right] = place(one, at, stageWidth);
    const [otherLeft, otherRight] = place(other, at, stageWidth);
    return left < otherRight - 1e-6 && otherLeft < right - 1e-6;
  });
}

for (const seed of [1, 2, 3, 4, 5]) {
  test(`of thousands of bullets no two of a row ever overlap (${seed})`, () => {
    const random = dice(seed);
    const width = 300 + random(1_500);
    const lanes = new Lanes({ width, rows: 8 });
    const flown = [];
    let now = 0;
    for (let index = 0; index < 4_000; index += 1) {
      now += random(60);
      const bullet = { width: 20 + random(900), durationMs: CROSSING_MS, span: random(5) < 1 ? 2 : 1 };
      const row = lanes.enter(bullet, now);
      if (row === null) continue;
      assert.ok(row >= 0 && row + bullet.span <= 8);
      flown.push({ ...bullet, enteredAt: now, row });
    }
    assert.ok(flown.length > 300, `${flown.length} flew`);
    flown.forEach((one, index) => {
      for (const other of flown.slice(index + 1)) {
        if (other.enteredAt > one.enteredAt + CROSSING_MS) break;
        const shared = one.row < other.row + other.span && other.row < one.row + one.span;
        assert.ok(!shared || !overlap(one, other, width), JSON.stringify([one, other, width]));
      }
    });
  });
}

test("an empty row lets anybody in, and one that everybody has left", () => {
  const last = { enteredAt: 0, width: 500, durationMs: CROSSING_MS };
  const next = { width: 10, durationMs: CROSSING_MS };
  assert.ok(mayFollow(null, { ...next, enteredAt: 0 }, 800));
  assert.ok(mayFollow(last, { ...next, enteredAt: CROSSING_MS }, 800));
  assert.ok(!mayFollow(last, { ...next, enteredAt: 100 }, 800));
});

test("a longer and so faster one waits until it will not catch up", () => {
  const last = { enteredAt: 0, width: 50, durationMs: CROSSING_MS };
  const long = { width: 2_000, durationMs: CROSSING_MS };
  assert.ok(mayFollow(last, { enteredAt: 2_000, width: 50, durationMs: CROSSING_MS }, 800));
  assert.ok(!mayFollow(last, { ...long, enteredAt: 2_000 }, 800));
  assert.ok(mayFollow(last, { ...long, enteredAt: 6_000 }, 800));
});

test("what stands takes the row next to its edge, and gives it back", () => {
  const lanes = new Lanes({ width: 800, rows: 3 });
  const stand = (edge, now, span = 1) => lanes.stand({ durationMs: 1_000, span, edge }, now);
  assert.deepEqual([stand("top", 0), stand("bottom", 0), stand("top", 0), stand("top", 0)], [0, 2, 1, null]);
  assert.equal(stand("bottom", 999), null);
  assert.equal(stand("bottom", 1_000, 2), 1);
  assert.equal(stand("top", 1_000, 2), null);
});

test("what crosses and what stands avoid each other while they can", () => {
  const lanes = new Lanes({ width: 800, rows: 2 });
  const stand = () => lanes.stand({ durationMs: 1_000, span: 1, edge: "top" }, 0);
  const enter = (now) => lanes.enter({ width: 100, durationMs: CROSSING_MS, span: 1 }, now);
  assert.deepEqual([enter(0), stand(), enter(0), stand()], [0, 1, 1, 0]);
});

test("what crosses and what stands do not keep each other out", () => {
  const lanes = new Lanes({ width: 800, rows: 1 });
  assert.deepEqual([lanes.entrances(0), lanes.places(0)], [1, 1]);
  assert.equal(lanes.stand({ durationMs: 1_000, span: 1, edge: "top" }, 0), 0);
  assert.equal(lanes.enter({ width: 100, durationMs: CROSSING_MS, span: 1 }, 0), 0);
  assert.deepEqual([lanes.entrances(0), lanes.places(0)], [0, 0]);
  assert.deepEqual([lanes.entrances(CROSSING_MS), lanes.places(1_000)], [1, 1]);
});

test("a stage without rows shows nothing", () => {
  const lanes = new Lanes({ width: 0, rows: 0 });
  assert.equal(lanes.enter({ width: 1, durationMs: 1, span: 1 }, 0), null);
  assert.equal(lanes.stand({ durationMs: 1, span: 1, edge: "top" }, 0), null);
});
