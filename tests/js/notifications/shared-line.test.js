import assert from "node:assert/strict";
import { test } from "node:test";
import { SharedLine } from "../../../static/notifications/shared/shared-line.js";
import { Inbox } from "../../../static/notifications/wire/inbox.js";
import { upTo } from "./support/bench.js";
import { FakeBrowser } from "./support/browser.js";
import { FakeClock } from "./support/clock.js";
import { json, network } from "./support/network.js";
import { Tabs } from "./support/tabs.js";

test("eight tabs have one connection, and each sees everything once", async () => {
  const tabs = new Tabs();
  const all = ["a", "b", "c", "d", "e", "f", "g", "h"].map((id) => tabs.tab(id));
  await tabs.clock.advance(1_000);
  tabs.server.append("room-1", 5);
  await tabs.clock.advance(1_000);
  assert.equal(tabs.server.alive.length, 1);
  for (const { positions, seen } of all) {
    assert.deepEqual(positions(), upTo(5));
    assert.equal(seen.states.at(-1).transport, "websocket");
  }
});

test("a tab that joins with an older page catches up by itself", async () => {
  const tabs = new Tabs();
  const first = tabs.tab("a");
  await tabs.clock.advance(1_000);
  tabs.server.append("room-1", 5);
  await tabs.clock.advance(100);
  const second = tabs.tab("b", { after: "g1.room-1:2" });
  await tabs.clock.advance(1_000);
  tabs.server.append("room-1", 2);
  await tabs.clock.advance(1_000);
  assert.deepEqual(first.positions(), upTo(7));
  assert.deepEqual(second.positions(), [3, 4, 5, 6, 7]);
  assert.equal(tabs.polls, 1);
});

test("a tab with another room has it carried too, and no tab sees what it did not ask for", async () => {
  const tabs = new Tabs();
  const first = tabs.tab("a");
  await tabs.clock.advance(1_000);
  const second = tabs.tab("b", { after: "g1.room-2:0", follow: ["room-2"] });
  await tabs.clock.advance(1_000);
  tabs.server.append("room-1", 2);
  tabs.server.append("room-2", 3);
  await tabs.clock.advance(1_000);
  assert.equal(tabs.server.alive.length, 1);
  assert.deepEqual(first.positions(), upTo(2));
  assert.deepEqual(first.positions("room-2"), []);
  assert.deepEqual(second.positions("room-2"), upTo(3));
});

for (const [how, end] of Object.entries({
  closes: (tab) => tab.line.close(),
  crashes: (tab) => tab.crash(),
  "is frozen and told so": (tab) => tab.line.sleep(),
})) {
  test(`when the leader ${how}, another takes over and nothing is lost or repeated`, async () => {
    const tabs = new Tabs();
    const [first, second, third] = ["a", "b", "c"].map((id) => tabs.tab(id));
    await tabs.clock.advance(1_000);
    tabs.server.append("room-1", 3);
    await tabs.clock.advance(100);
    end(first);
    tabs.server.append("room-1", 3);
    await tabs.clock.advance(1_000);
    assert.equal(tabs.server.alive.length, 1);
    assert.deepEqual(second.positions(), upTo(6));
    assert.deepEqual(third.positions(), upTo(6));
  });
}

test("a leader that was frozen without being told is replaced within five seconds", async () => {
  const tabs = new Tabs();
  const [first, second] = ["a", "b"].map((id) => tabs.tab(id));
  await tabs.clock.advance(1_000);
  first.channel.frozen = true;
  for (const transport of tabs.server.alive) transport.mute = true;
  tabs.server.append("room-1", 3);
  await tabs.clock.advance(5_000);
  assert.deepEqual(second.positions(), upTo(3));
  first.thaw();
  first.line.wake();
  tabs.server.append("room-1", 3);
  await tabs.clock.advance(5_000);
  assert.deepEqual(first.positions(), upTo(6));
  assert.equal(tabs.server.alive.length, 1);
});

test("a tab that missed messages of the leader asks for what it missed", async () => {
  const tabs = new Tabs();
  const [, second] = ["a", "b"].map((id) => tabs.tab(id));
  await tabs.clock.advance(1_000);
  second.channel.frozen = true;
  tabs.server.append("room-1", 3);
  await tabs.clock.advance(1_000);
  second.thaw();
  tabs.server.append("room-1", 1);
  await tabs.clock.advance(1_000);
  assert.deepEqual(second.positions(), upTo(4));
});

test("a tab asks for what it missed when it wakes, also when nothing more comes", async () => {
  const tabs = new Tabs();
  const [, second] = ["a", "b"].map((id) => tabs.tab(id));
  await tabs.clock.advance(1_000);
  second.channel.frozen = true;
  tabs.server.append("room-1", 3);
  await tabs.clock.advance(1_000);
  second.thaw();
  second.line.wake();
  await tabs.clock.advance(1_000);
  assert.deepEqual(second.positions(), upTo(3));
});

test("a tab that asks for a room it may not see does not harm the others", async () => {
  const tabs = new Tabs();
  tabs.server.forbidden.add("room-9");
  const first = tabs.tab("a");
  await tabs.clock.advance(1_000);
  const second = tabs.tab("b", { after: "", follow: ["room-9"] });
  await tabs.clock.advance(2_000);
  tabs.server.append("room-1");
  await tabs.clock.advance(1_000);
  assert.deepEqual(first.positions(), [1]);
  assert.equal(first.seen.states.at(-1).state, "live");
  assert.equal(second.seen.states.at(-1).code, 403);
});

test("signed out means all tabs", async () => {
  const tabs = new Tabs();
  const both = ["a", "b"].map((id) => tabs.tab(id));
  await tabs.clock.advance(1_000);
  tabs.server.alive[0].end({ kind: "refused", code: 401 });
  await tabs.clock.advance(60_000);
  for (const { seen } of both) assert.equal(seen.states.at(-1).code, 401);
  assert.equal(tabs.server.alive.length, 0);
});

test("a tab whose streams are too many for one connection goes alone", async () => {
  const tabs = new Tabs();
  const rooms = (from) => Array.from({ length: 30 }, (_, index) => `room-${from + index}`);
  const first = tabs.tab("a", { after: "", follow: rooms(0) });
  const second = tabs.tab("b", { after: "", follow: rooms(100) });
  await tabs.clock.advance(1_000);
  assert.deepEqual(
    [first, second].map(({ seen }) => seen.alone),
    [false, true],
  );
});

test("a leader to whom nothing happens for minutes goes on hearing what it wants itself", async () => {
  const tabs = new Tabs();
  const first = tabs.tab("a");
  await tabs.clock.advance(1_000);
  const second = tabs.tab("b", { after: "g1.room-2:0", follow: ["room-2"] });
  await tabs.clock.advance(300_000);
  tabs.server.append("room-1", 2);
  tabs.server.append("room-2", 3);
  await tabs.clock.advance(1_000);
  assert.deepEqual(first.positions(), upTo(2));
  assert.deepEqual(second.positions("room-2"), upTo(3));
});

test("a tab that left is not carried any more", async () => {
  const tabs = new Tabs();
  tabs.tab("a");
  const second = tabs.tab("b", { after: "g1.room-2:0", follow: ["room-2"] });
  await tabs.clock.advance(1_000);
  second.line.close();
  await tabs.clock.advance(1_000);
  assert.deepEqual(tabs.server.alive[0].request.follow, ["room-1"]);
});

test("a stream that is taken away is told only to the tab that follows it, and the others go on", async () => {
  const tabs = new Tabs();
  const first = tabs.tab("a");
  const second = tabs.tab("b", { after: "g1.room-2:0", follow: ["room-2"] });
  await tabs.clock.advance(1_000);
  tabs.server.forbidden.add("room-2");
  tabs.server.alive[0].frame({ type: "unfollowed", streams: ["room-2"], reason: "forbidden" });
  tabs.server.alive[0].end();
  await tabs.clock.advance(5_000);
  tabs.server.append("room-1");
  await tabs.clock.advance(1_000);
  assert.equal(second.seen.states.at(-1).code, 403);
  assert.deepEqual(first.positions(), [1]);
  assert.ok(!first.seen.frames.some(({ type }) => type === "unfollowed"));
});

test("a tab that sleeps says so: what was asked over the old socket is not waited for, and it has been away", async () => {
  const tabs = new Tabs();
  const a = tabs.tab("a");
  const b = tabs.tab("b");
  await tabs.clock.advance(2_000);
  assert.equal(a.seen.states.at(-1).state, "live");
  const { length } = a.seen.states;
  a.line.sleep();
  tabs.server.append("room-1", 3);
  await tabs.clock.advance(10_000);
  a.line.wake();
  await tabs.clock.advance(3_000);
  const since = a.seen.states.slice(length).map(({ state }) => state);
  assert.notEqual(since[0], "live", `it said ${since}`);
  assert.equal(since.at(-1), "live");
  assert.ok(b);
});

test("a line may be closed twice, and what comes after that does no harm", () => {
  const clock = new FakeClock();
  const { http } = network(() => json({}));
  const line = new SharedLine({
    id: "a",
    lock: "streams",
    locks: new FakeBrowser().locks(),
    channel: new BroadcastChannel("streams"),
    inbox: new Inbox(""),
    http,
    clock,
    random: () => 0.5,
    makeLadder: () => {
      throw new Error("not here");
    },
  });
  line.close();
  line.close();
  line.tryNow();
  line.wake();
});
