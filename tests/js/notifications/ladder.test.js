import assert from "node:assert/strict";
import { test } from "node:test";
import { TIMES } from "../../../static/notifications/ladder/times.js";
import { Bench, ROOM, upTo } from "./support/bench.js";

const probed = { websocket: () => ({ probe() {} }) };

test("the best transport is used when it works", async () => {
  const bench = new Bench();
  await bench.open();
  assert.equal(bench.state.state, "live");
  assert.equal(bench.state.transport, "websocket");
  assert.deepEqual(bench.server.names, ["websocket"]);
});

test("a blocked WebSocket costs two and a half seconds at most", async () => {
  const bench = new Bench();
  bench.server.behaviour.websocket = "blocked";
  bench.server.append(ROOM, 3);
  await bench.open(2_500);
  assert.equal(bench.state.transport, "sse");
  assert.deepEqual(bench.positions, upTo(3));
});

test("a transport that is refused at once costs nothing", async () => {
  const bench = new Bench();
  bench.server.behaviour = { websocket: "cut", sse: "cut" };
  await bench.open(200);
  assert.equal(bench.state.transport, "long-poll");
  assert.deepEqual(
    bench.state.failed.map(({ transport }) => transport),
    ["websocket", "sse"],
  );
});

test("a slow WebSocket takes over from the one that was faster", async () => {
  const bench = new Bench();
  bench.server.behaviour.websocket = "blocked";
  await bench.open(2_500);
  const socket = bench.server.opened.find(({ name }) => name === "websocket");
  bench.server.append(ROOM, 2);
  socket.alive = true;
  socket.frame({ type: "welcome", cursor: "g1.room-1:0" });
  socket.receive(bench.server.log.get(ROOM));
  bench.server.append(ROOM, 2);
  assert.equal(bench.state.transport, "websocket");
  assert.deepEqual(bench.server.names, ["websocket"]);
  assert.deepEqual(bench.positions, upTo(4));
});

test("a mute stream is left for the next transport within 45 seconds", async () => {
  const bench = new Bench();
  await bench.open();
  bench.server.opened[0].mute = true;
  bench.server.append(ROOM, 2);
  await bench.clock.advance(45_000);
  assert.equal(bench.state.transport, "sse");
  assert.deepEqual(bench.positions, upTo(2));
});

test("a cut connection comes back on the same transport from where it was", async () => {
  const bench = new Bench();
  await bench.open(20_000);
  bench.server.append(ROOM, 2);
  bench.server.opened[0].end();
  bench.server.append(ROOM, 2);
  await bench.clock.advance(1_100);
  assert.equal(bench.state.transport, "websocket");
  assert.deepEqual(bench.positions, upTo(4));
});

test("three connections that do not last make it step down", async () => {
  const bench = new Bench();
  await bench.open();
  for (let cut = 0; cut < 3; cut += 1) {
    assert.equal(bench.state.transport, "websocket");
    bench.server.opened.at(-1).end();
    await bench.clock.advance(5_000);
  }
  assert.equal(bench.state.transport, "sse");
});

test("it looks upward and switches without losing or repeating", async () => {
  const bench = new Bench();
  bench.server.behaviour.websocket = "blocked";
  await bench.open(2_500);
  bench.server.append(ROOM, 3);
  bench.server.behaviour.websocket = "works";
  for (let second = 0; second < 60; second += 1) {
    bench.server.append(ROOM);
    await bench.clock.advance(1_000);
  }
  assert.equal(bench.state.transport, "websocket");
  assert.deepEqual(bench.server.names, ["websocket"]);
  assert.deepEqual(bench.positions, upTo(63));
});

test("a better transport is found within five minutes however long it was blocked", async () => {
  const bench = new Bench({ random: () => 0 });
  bench.server.behaviour.websocket = "blocked";
  await bench.open(3_600_000);
  bench.server.behaviour.websocket = "works";
  await bench.clock.advance(300_000);
  assert.equal(bench.state.transport, "websocket");
});

test("a better transport is found within a minute of the network's return", async () => {
  const bench = new Bench({ random: () => 0 });
  bench.server.behaviour.websocket = "blocked";
  await bench.open(3_600_000);
  bench.ladder.online();
  await bench.clock.advance(30_000);
  bench.server.behaviour.websocket = "works";
  await bench.clock.advance(30_000);
  assert.equal(bench.state.transport, "websocket");
});

test("what worked is tried first the next time, for half an hour and on the same network", async () => {
  const first = new Bench();
  first.server.behaviour = { websocket: "cut", sse: "cut" };
  await first.open(200);
  const reload = (network, ms) => {
    const bench = new Bench();
    Object.assign(bench, { network });
    bench.store.setItem("t", first.store.getItem("t"));
    bench.clock.leap(ms);
    return bench;
  };
  const opened = async (bench) => {
    await bench.open();
    return bench.server.opened[0].name;
  };
  assert.equal(await opened(reload("wifi", 60_000)), "long-poll");
  assert.equal(await opened(reload("4g", 60_000)), "websocket");
  assert.equal(await opened(reload("wifi", 31 * 60_000)), "websocket");
});

test("when everything fails and the server answers nothing, it is offline, and asks little", async () => {
  const bench = new Bench();
  bench.server.behaviour = { websocket: "cut", sse: "cut", "long-poll": "cut", "short-poll": "cut" };
  bench.server.healthy = false;
  await bench.open(500);
  assert.equal(bench.state.state, "offline");
  assert.ok(bench.state.nextTryAt > 0);
  await bench.clock.advance(60_000);
  assert.equal(bench.server.opened.length, 4);
  bench.server.healthy = true;
  bench.server.behaviour = {};
  await bench.clock.advance(31_000);
  assert.equal(bench.state.transport, "websocket");
});

test("when everything fails but the server answers, it is blocked and tries again", async () => {
  const bench = new Bench();
  bench.server.behaviour = { websocket: "cut", sse: "cut", "long-poll": "cut", "short-poll": "cut" };
  await bench.open(300);
  assert.equal(bench.state.state, "waiting");
  await bench.clock.advance(5_000);
  assert.ok(bench.server.opened.length > 4);
});

test("waits grow, up to half a minute", async () => {
  const bench = new Bench({ random: () => 0.999 });
  bench.server.behaviour = { websocket: "cut", sse: "cut", "long-poll": "cut", "short-poll": "cut" };
  await bench.open(600_000);
  const waits = bench.states
    .filter(({ state }) => state === "waiting")
    .map(({ nextTryAt, since }) => nextTryAt - since);
  assert.deepEqual(
    waits.slice(0, 6).map((ms) => Math.round(ms / 1_000)),
    [1, 2, 4, 8, 16, 30],
  );
});

test("a server that says bye is obeyed", async () => {
  const bench = new Bench();
  await bench.open(20_000);
  bench.server.opened[0].end({ kind: "later", retryMs: 4_000, why: "restart" });
  await bench.clock.advance(3_900);
  assert.equal(bench.server.opened.length, 1);
  assert.equal(bench.state.state, "waiting");
  bench.ladder.wake();
  assert.equal(bench.server.opened.length, 1);
  await bench.clock.advance(1_200);
  assert.equal(bench.state.transport, "websocket");
});

test("somebody who asks for it does not wait", async () => {
  const bench = new Bench();
  await bench.open(20_000);
  bench.server.opened[0].end({ kind: "later", retryMs: 60_000, why: "restart" });
  bench.ladder.tryNow();
  await bench.clock.advance(100);
  assert.equal(bench.state.transport, "websocket");
});

for (const code of [204, 400, 401, 403]) {
  test(`${code} stops it for good`, async () => {
    const bench = new Bench();
    await bench.open(20_000);
    bench.server.opened[0].end({ kind: code === 204 ? "over" : "refused", code });
    await bench.clock.advance(600_000);
    bench.ladder.wake();
    bench.ladder.tryNow();
    bench.ladder.online();
    assert.equal(bench.state.state, "stopped");
    assert.equal(bench.state.code, code);
    assert.equal(bench.server.opened.length, 1);
  });
}

test("a stream that is taken away leaves the others", async () => {
  const bench = new Bench({ after: "" });
  bench.ladder.want({ follow: [ROOM, "room-2"], watch: [] });
  await bench.clock.advance(20_000);
  bench.server.forbidden.add("room-2");
  bench.server.opened[0].frame({ type: "unfollowed", streams: ["room-2"], reason: "forbidden" });
  bench.server.opened[0].end();
  await bench.clock.advance(2_000);
  assert.equal(bench.state.state, "live");
  assert.deepEqual(bench.server.opened.at(-1).request.follow, [ROOM]);
});

test("a stream that was taken away while we were gone leaves the others", async () => {
  const bench = new Bench({ after: "" });
  bench.ladder.want({ follow: [ROOM, "room-2"], watch: [] });
  await bench.clock.advance(20_000);
  bench.server.forbidden.add("room-2");
  bench.server.opened[0].end();
  await bench.clock.advance(2_000);
  assert.equal(bench.state.state, "live");
  assert.deepEqual(
    bench.frames.filter(({ type }) => type === "unfollowed"),
    [{ type: "unfollowed", streams: ["room-2"], reason: "forbidden" }],
  );
});

test("when nothing is left to follow, it stops", async () => {
  const bench = new Bench();
  await bench.open();
  bench.server.opened[0].frame({ type: "unfollowed", streams: [ROOM], reason: "forbidden" });
  assert.equal(bench.state.code, 403);
});

test("a hole is asked for again", async () => {
  const bench = new Bench();
  await bench.open();
  bench.server.opened[0].mute = true;
  bench.server.append(ROOM, 2);
  bench.server.opened[0].mute = false;
  bench.server.append(ROOM);
  await bench.clock.advance(2_000);
  assert.deepEqual(bench.positions, upTo(3));
  assert.equal(
    bench.frames.some(({ type }) => type === "reset"),
    false,
  );
});

test("a hole that stays becomes a reset, never a silent gap", async () => {
  const bench = new Bench();
  bench.server.append(ROOM, 5);
  bench.server.log.get(ROOM).splice(1, 2);
  await bench.open(30_000);
  const order = bench.frames.flatMap((frame) =>
    frame.type === "events" ? frame.events.map((event) => event.position) : frame.type,
  );
  const at = order.indexOf("reset");
  assert.deepEqual(
    order.slice(0, at).filter((one) => one !== "welcome"),
    [1],
  );
  assert.deepEqual(
    order.slice(at + 1).filter((one) => one !== "welcome"),
    [4, 5],
  );
});

test("repeats and foreign streams do not come out", async () => {
  const bench = new Bench();
  await bench.open();
  bench.server.append(ROOM, 2);
  const [socket] = bench.server.opened;
  socket.frame({ type: "events", events: bench.server.log.get(ROOM) });
  socket.frame({ type: "events", events: [{ stream: "room-9", position: 1, type: "x", at: "", data: {} }] });
  assert.deepEqual(
    bench.events.map(({ stream, position }) => `${stream}:${position}`),
    ["room-1:1", "room-1:2"],
  );
});

test("a connection that a sleep has killed is left within three seconds of waking", async () => {
  const bench = new Bench({ extras: probed });
  await bench.open(20_000);
  bench.server.opened[0].mute = true;
  bench.clock.leap(3_600_000);
  bench.server.append(ROOM, 2);
  bench.ladder.wake();
  await bench.clock.advance(3_200);
  assert.equal(bench.state.transport, "websocket");
  assert.deepEqual(bench.positions, upTo(2));
});

test("a stream that cannot be asked is replaced on waking, without a pause", async () => {
  const bench = new Bench({ rungs: ["sse"] });
  await bench.open(20_000);
  bench.server.opened[0].mute = true;
  bench.clock.leap(3_600_000);
  bench.ladder.wake();
  await bench.clock.advance(200);
  assert.equal(bench.server.opened.length, 2);
  assert.deepEqual(
    bench.server.opened.map(({ alive }) => alive),
    [false, true],
  );
  assert.ok(bench.states.slice(2).every(({ state }) => state === "live"));
});

test("silence while the machine slept is not held against the server", async () => {
  const bench = new Bench({ extras: probed });
  await bench.open();
  bench.clock.leap(3_600_000);
  await bench.clock.advance(10);
  bench.server.opened[0].beat();
  await bench.clock.advance(3_100);
  assert.equal(bench.server.opened.length, 1);
  assert.equal(bench.state.state, "live");
});

test("a frozen page lets go and goes on from the same place", async () => {
  const bench = new Bench();
  await bench.open();
  bench.ladder.sleep();
  assert.deepEqual(bench.server.names, []);
  bench.server.append(ROOM, 2);
  await bench.clock.advance(60_000);
  assert.equal(bench.server.opened.length, 1);
  bench.ladder.wake();
  await bench.clock.advance(100);
  assert.deepEqual(bench.positions, upTo(2));
});

test("a new wish is carried over without a pause", async () => {
  const bench = new Bench({ rungs: ["sse"] });
  await bench.open();
  bench.ladder.want({ follow: [ROOM, "room-2"], watch: [] });
  bench.server.append(ROOM);
  await bench.clock.advance(100);
  bench.server.append("room-2");
  assert.deepEqual(
    bench.events.map(({ stream }) => stream),
    [ROOM, "room-2"],
  );
  assert.equal(bench.states.filter(({ state }) => state !== "live").length, 1);
});

test("an addition that is refused leaves what there was", async () => {
  const bench = new Bench({ rungs: ["sse"] });
  bench.server.forbidden.add("room-2");
  await bench.open();
  bench.ladder.want({ follow: [ROOM, "room-2"], watch: [] });
  await bench.clock.advance(200);
  bench.server.append(ROOM);
  assert.deepEqual(bench.server.names, ["sse"]);
  assert.deepEqual(bench.positions, [1]);
  assert.ok(bench.frames.some(({ type, streams }) => type === "unfollowed" && streams[0] === "room-2"));
});

test("all transports in turn, cut every two seconds for a minute, lose and repeat nothing", async () => {
  const bench = new Bench();
  await bench.open();
  for (let second = 0; second < 60; second += 1) {
    bench.server.append(ROOM, 3);
    if (second % 2) for (const transport of bench.server.alive) transport.end();
    await bench.clock.advance(1_000);
  }
  await bench.clock.advance(30_000);
  assert.deepEqual(bench.positions, upTo(180));
});

test("a session that ended stops it", async () => {
  const bench = new Bench({ rungs: ["sse"] });
  await bench.open();
  bench.server.opened[0].frame({ type: "expelled" });
  assert.equal(bench.state.code, 401);
  assert.deepEqual(bench.server.names, []);
});

test("while it is connected, and only then, the way back is kept fresh", async () => {
  const bench = new Bench();
  await bench.open();
  await bench.clock.advance(TIMES.renewMs * 2);
  assert.deepEqual(bench.renewed, [[ROOM], [ROOM]]);
  bench.ladder.sleep();
  await bench.clock.advance(TIMES.renewMs * 2);
  assert.equal(bench.renewed.length, 2);
});

test("a browser that throws where it should open a transport is blocked there, and no more", async () => {
  const refuses = () => ({
    open: () => {
      throw new DOMException("An insecure WebSocket connection may not be initiated", "SecurityError");
    },
  });
  const bench = new Bench({ rungs: ["websocket", "sse"], extras: { websocket: refuses } });
  await bench.open(2_500);
  assert.equal(bench.state.transport, "sse");
});
