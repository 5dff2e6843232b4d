/**
 * Whatever happens in whichever order: what comes out is the log, each event once and in
 * order. A seed that fails is named and fails again: SEED=17 node --test random.test.js
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bench, ROOM, upTo } from "./support/bench.js";
import { generator, pick, seeds } from "./support/random.js";
import { Tabs } from "./support/tabs.js";

const RUNGS = ["websocket", "sse", "long-poll", "short-poll"];
const SEEDS = seeds(150);
const STEPS = 60;

function cutAll(server) {
  for (const transport of server.alive) transport.end();
}

const HAPPENINGS = {
  speak: ({ server }, random) => server.append(ROOM, Math.ceil(random() * 5)),
  cut: ({ server }, random) => pick(random, server.alive)?.end(),
  "cut all": ({ server }) => cutAll(server),
  bye: ({ server }, random) => pick(random, server.alive)?.end({ kind: "later", retryMs: 2_000, why: "restart" }),
  mute: ({ server }, random) => Object.assign(pick(random, server.alive) ?? {}, { mute: true }),
  repeat: ({ server }, random) => pick(random, server.alive)?.receive(server.since(ROOM, 0)),
  "lose one": ({ server }, random) => {
    const transport = pick(random, server.alive);
    Object.assign(transport ?? {}, { mute: true });
    server.append(ROOM);
    Object.assign(transport ?? {}, { mute: false });
  },
  block: ({ server }, random) => {
    server.behaviour[pick(random, RUNGS)] = pick(random, ["blocked", "cut", { kind: "blocked", why: "502" }]);
  },
  open: ({ server }) => {
    server.behaviour = {};
  },
  "be away": ({ server }) => {
    server.healthy = !server.healthy;
  },
  wake: ({ ladder }) => ladder.wake(),
  online: ({ ladder }) => ladder.online(),
  sleep: ({ ladder }) => ladder.sleep(),
  leap: ({ clock }, random) => clock.leap(random() * 100_000),
  "try now": ({ ladder }) => ladder.tryNow(),
  "want more": ({ ladder }) => ladder.want({ follow: [ROOM, "room-2"], watch: [] }),
  "want less": ({ ladder }) => ladder.want({ follow: [ROOM], watch: [] }),
  wait: ({ clock }, random) => clock.advance(random() * 30_000),
};

test("under any sequence of faults everything comes once and in order", async () => {
  for (const seed of SEEDS) {
    const random = generator(seed);
    const bench = new Bench({ random, extras: { websocket: () => ({ probe() {} }) } });
    await bench.open(0);
    const done = [];
    for (let step = 0; step < STEPS; step += 1) {
      const name = pick(random, Object.keys(HAPPENINGS));
      done.push(name);
      await HAPPENINGS[name](bench, random);
      await bench.clock.advance(random() * 1_000);
      assert.deepEqual(bench.positions, upTo(bench.positions.length), `seed ${seed}: ${done.join(", ")}`);
    }
    HAPPENINGS.open(bench);
    bench.server.healthy = true;
    bench.ladder.wake();
    await bench.clock.advance(120_000);
    bench.server.append(ROOM);
    await bench.clock.advance(1_000);
    assert.deepEqual(bench.positions, upTo(bench.server.head(ROOM)), `seed ${seed}: ${done.join(", ")}`);
    assert.equal(bench.server.alive.length, 1, `seed ${seed} leaves ${bench.server.names.length} connections`);
    assert.equal(
      bench.frames.some(({ type }) => type === "reset"),
      false,
      `seed ${seed} has a reset`,
    );
  }
});

const TAB_HAPPENINGS = {
  speak: ({ server }, _, random) => server.append(ROOM, Math.ceil(random() * 5)),
  open: (tabs, all) => {
    const from = tabs.server.head(ROOM);
    all.push({ ...tabs.tab(`tab-${all.length}`, { after: `g1.${ROOM}:${from}` }), from });
  },
  close: (_, all, random) => leave(all, random, ({ line }) => line.close()),
  crash: (_, all, random) => leave(all, random, ({ crash }) => crash()),
  freeze: (_, all, random) => Object.assign(someone(all, random)?.channel ?? {}, { frozen: true }),
  thaw: (_, all, random) => someone(all, random)?.thaw(),
  sleep: (_, all, random) => awake(all, random)?.line.sleep(),
  wake: (_, all, random) => awake(all, random)?.line.wake(),
  hide: (_, all, random) => awake(all, random)?.line.hide(random() < 0.5),
  cut: ({ server }) => cutAll(server),
};

function someone(all, random) {
  return pick(
    random,
    all.filter(({ gone }) => !gone),
  );
}

function awake(all, random) {
  return pick(
    random,
    all.filter(({ gone, channel }) => !gone && !channel.frozen),
  );
}

function leave(all, random, how) {
  const tab = awake(all, random);
  if (!tab) return;
  tab.gone = true;
  how(tab);
}

test("whatever becomes of tabs, each that lives sees everything since it was opened once and in order", async () => {
  for (const seed of SEEDS) {
    const random = generator(seed);
    const tabs = new Tabs();
    tabs.random = random;
    const all = [];
    const done = [];
    for (let step = 0; step < STEPS; step += 1) {
      const name = pick(random, Object.keys(TAB_HAPPENINGS));
      done.push(name);
      TAB_HAPPENINGS[name](tabs, all, random);
      await tabs.clock.advance(random() * 3_000);
    }
    const living = all.filter(({ gone }) => !gone);
    for (const tab of living) {
      tab.thaw();
      tab.line.wake();
    }
    await tabs.clock.advance(60_000);
    tabs.server.append(ROOM);
    await tabs.clock.advance(2_000);
    for (const { from, positions } of living) {
      const expected = upTo(tabs.server.head(ROOM)).slice(from);
      assert.deepEqual(positions(), expected, `seed ${seed}: ${done.join(", ")}`);
    }
    assert.equal(tabs.server.alive.length, Math.min(1, living.length), `seed ${seed}: ${done.join(", ")}`);
  }
});
