// Waits, freezes and clocks that are set back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bench } from "./support/bench.js";

test("a freeze does not make it forget that the server asked for a wait", async () => {
  const bench = new Bench({ rungs: ["sse"] });
  await bench.open(20_000);
  bench.server.opened[0].end({ kind: "later", retryMs: 15_000, why: "429" });
  const { length } = bench.server.opened;
  await bench.clock.advance(1_000);
  bench.ladder.wake();
  assert.equal(bench.server.opened.length, length, "waking obeys");
  bench.ladder.sleep();
  bench.ladder.wake();
  assert.equal(bench.server.opened.length, length, "waking after a freeze obeys too");
});

test("a ladder that is closed while it finds out whether the server is there stays closed", async () => {
  for (let ticks = 0; ticks < 12; ticks += 1) {
    const bench = new Bench({ rungs: ["sse"] });
    bench.server.behaviour.sse = "cut";
    // Closed so many turns of the microtask queue after the only rung has failed.
    await bench.open(40);
    const [transport] = bench.server.opened;
    await bench.clock.advance(0);
    transport.end(); // retreat() asks now
    for (let tick = 0; tick < ticks; tick += 1) await null;
    bench.ladder.close();
    await bench.clock.advance(60_000);
    assert.equal(bench.server.opened.length, 1, `closed after ${ticks} ticks`);
  }
});

test("a clock that was set back does not keep a dead connection from being found on waking", async () => {
  const bench = new Bench({ rungs: ["websocket"], extras: { websocket: () => ({ probe: () => {} }) } });
  await bench.open(20_000);
  bench.server.opened[0].mute = true;
  bench.clock.leap(-3_600_000);
  bench.ladder.wake();
  await bench.clock.advance(3_600);
  assert.equal(bench.server.opened.length, 2);
});
