import assert from "node:assert/strict";
import { test } from "node:test";

import { fraction, Share } from "../../../static/stage/share.js";

const numbers = (count, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const WIDE = { perSecond: 1_000, atOnce: 1_000 };

test("while there is room everything is shown", () => {
  const share = new Share();
  for (let now = 0; now < 10_000; now += 100) {
    const items = numbers(3, now);
    assert.deepEqual(share.choose(items, now, WIDE), items);
  }
});

test("of four times too many it shows every fourth, evenly", () => {
  const share = new Share();
  const shown = [];
  for (let index = 0; index < 2_000; index += 1) {
    shown.push(...share.choose([index], index * 10, { perSecond: 25, atOnce: 10 }));
  }
  const settled = shown.filter((index) => index >= 600);
  assert.ok(Math.abs(settled.length - 350) <= 2, `${settled.length} of 1,400`);
  const steps = settled.slice(1).map((index, place) => index - settled[place]);
  assert.ok(Math.max(...steps) <= 5 && Math.min(...steps) >= 3, String(steps));
});

test("of what comes all at once it takes some from everywhere", () => {
  const share = new Share();
  const shown = share.choose(numbers(500), 0, { perSecond: 1_000, atOnce: 10 });
  assert.deepEqual(
    shown,
    numbers(10).map((index) => 25 + 50 * index),
  );
});

test("nothing waits: what had no room is not shown later", () => {
  const share = new Share();
  share.choose(numbers(100), 0, { perSecond: 1_000, atOnce: 0 });
  assert.deepEqual(share.choose([], 16, WIDE), []);
  assert.deepEqual(share.choose(["new"], 5_000, WIDE), ["new"]);
});

test("it tells what part was shown lately, and forgets", () => {
  const share = new Share();
  share.choose(numbers(8), 0, WIDE);
  share.shown(0, 2);
  assert.deepEqual(share.lately(100), { came: 8, shown: 2 });
  assert.deepEqual(share.lately(3_000), { came: 0, shown: 0 });
});

for (const [came, shown, said] of [
  [0, 0, null],
  [100, 100, null],
  [100, 98, null],
  [100, 25, { shown: 1, all: 4 }],
  [61, 47, { shown: 3, all: 4 }],
  [100, 51, { shown: 1, all: 2 }],
  [1_000, 3, { shown: 1, all: 333 }],
  [7, 0, { shown: 0, all: 7 }],
  [150, 61, { shown: 2, all: 5 }],
]) {
  test(`${shown} of ${came} is said as ${said ? `${said.shown} of ${said.all}` : "nothing"}`, () => {
    assert.deepEqual(fraction({ came, shown }), said);
  });
}
