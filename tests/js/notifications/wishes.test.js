// What is followed changes while connections come and go.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bench, ROOM } from "./support/bench.js";
import { Tabs } from "./support/tabs.js";

const both = { follow: [ROOM, "room-2"], watch: [] };
const streams = (bench) => bench.events.map(({ stream }) => stream);

test("a wish that changes while something better is on trial is carried by the one that wins", async () => {
  const bench = new Bench({ rungs: ["websocket", "sse"] });
  bench.server.behaviour.websocket = "blocked";
  await bench.open(2_100); // sse is live by 2050 ms, the websocket still tries
  assert.deepEqual(bench.server.names, ["sse"]);
  bench.ladder.want(both); // a tab joins, or the application follows another room
  // The slow WebSocket, opened with the old wish, gets its welcome now, before the twin's (50 ms).
  const socket = bench.server.opened.find(({ name }) => name === "websocket");
  bench.server.behaviour.websocket = "works";
  socket.alive = true;
  socket.frame({ type: "welcome", cursor: "g1.room-1:0" });
  await bench.clock.advance(5_000);
  assert.equal(bench.state.transport, "websocket");
  bench.server.append("room-2");
  await bench.clock.advance(60_000);
  assert.deepEqual(streams(bench), ["room-2"]);
});

for (const [how, reason] of [
  ["is cut", { kind: "lost", why: "network" }],
  ["has to come later", { kind: "later", code: 429, retryMs: 5_000, why: "429" }],
]) {
  test(`a wish whose new connection ${how} is not forgotten`, async () => {
    const bench = new Bench({ rungs: ["sse"] });
    await bench.open(20_000);
    bench.server.behaviour.sse = reason;
    bench.ladder.want(both);
    await bench.clock.advance(100);
    bench.server.behaviour.sse = "works";
    await bench.clock.advance(60_000);
    bench.server.append(ROOM);
    bench.server.append("room-2");
    await bench.clock.advance(60_000);
    assert.deepEqual(streams(bench), [ROOM, "room-2"]);
  });
}

test("following nothing for a moment is not being forbidden everything", async () => {
  const bench = new Bench({ rungs: ["sse"] });
  await bench.open(20_000);
  bench.ladder.want({ follow: [], watch: [] });
  await bench.clock.advance(100);
  bench.server.opened[0].frame?.({ type: "signal", stream: ROOM, name: "typing", data: {} });
  await bench.clock.advance(100);
  assert.notEqual(bench.state.state, "stopped");
  bench.ladder.want({ follow: ["room-2"], watch: [] });
  await bench.clock.advance(1_000);
  bench.server.append("room-2");
  await bench.clock.advance(1_000);
  assert.deepEqual(streams(bench), ["room-2"]);
});

test("a tab that follows nothing for a moment is not stopped by what others hear", async () => {
  const tabs = new Tabs();
  const a = tabs.tab("a");
  const b = tabs.tab("b");
  await tabs.clock.advance(2_000);
  b.line.want({ follow: [], watch: [] });
  tabs.server.append("room-1");
  await tabs.clock.advance(1_000);
  assert.equal(b.seen.states.at(-1).state, "live");
  assert.ok(a);
});
