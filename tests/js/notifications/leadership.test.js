import assert from "node:assert/strict";
import { test } from "node:test";
import { Leadership } from "../../../static/notifications/shared/leadership.js";
import { FakeBrowser } from "./support/browser.js";
import { FakeClock, settle } from "./support/clock.js";

class Election {
  clock = new FakeClock();
  browser = new FakeBrowser();
  leaders = [];

  tab(id) {
    const channel = this.browser.channel("all");
    const locks = this.browser.locks();
    const post = (message) => channel.postMessage({ ...message, from: id });
    // A frozen page runs no timers.
    const clock = {
      now: () => this.clock.now(),
      setTimeout: (fn, ms) => this.clock.setTimeout(() => channel.frozen || fn(), ms),
      clearTimeout: (timer) => this.clock.clearTimeout(timer),
    };
    const leadership = new Leadership({ id, lock: "all", locks, post, clock });
    channel.onmessage = ({ data }) => leadership.hear(data);
    leadership.onlead = () => this.leaders.push(id);
    leadership.start();
    const freeze = () => {
      channel.frozen = true;
    };
    return { leadership, locks, freeze };
  }
}

test("the first tab leads, the others follow it", async () => {
  const election = new Election();
  const tabs = ["a", "b", "c"].map((id) => election.tab(id));
  await settle();
  assert.deepEqual(
    tabs.map(({ leadership }) => leadership.role),
    ["leader", "follower", "follower"],
  );
  await election.clock.advance(60_000);
  assert.deepEqual(election.leaders, ["a"]);
});

test("when the leader closes, another takes over at once", async () => {
  const election = new Election();
  const [a, b] = ["a", "b"].map((id) => election.tab(id));
  await settle();
  a.leadership.stop();
  await settle();
  assert.equal(b.leadership.role, "leader");
});

test("when the leader crashes, another takes over at once", async () => {
  const election = new Election();
  const [a, b] = ["a", "b"].map((id) => election.tab(id));
  await settle();
  a.locks.die();
  await settle();
  assert.equal(b.leadership.role, "leader");
});

test("a frozen leader is replaced within five seconds, and steps back when it thaws", async () => {
  const election = new Election();
  const [a, b, c] = ["a", "b", "c"].map((id) => election.tab(id));
  await election.clock.advance(10_000);
  a.freeze();
  await election.clock.advance(4_900);
  assert.notEqual(election.leaders.at(-1), "a");
  assert.equal(a.leadership.role, "follower");
  const roles = [b, c].map(({ leadership }) => leadership.role);
  assert.deepEqual(roles.sort(), ["follower", "leader"]);
});

test("a hidden tab asks seldom and hurries when it is shown", async () => {
  const election = new Election();
  const [a, b] = ["a", "b"].map((id) => election.tab(id));
  await settle();
  b.leadership.hide(true);
  await election.clock.advance(10_000);
  a.freeze();
  await election.clock.advance(14_000);
  assert.equal(b.leadership.role, "follower");
  b.leadership.hide(false);
  await election.clock.advance(4_900);
  assert.equal(b.leadership.role, "leader");
});

test("a page that may have no locks says so", async () => {
  const clock = new FakeClock();
  const locks = { request: async () => Promise.reject(new DOMException("no", "SecurityError")) };
  const leadership = new Leadership({ id: "a", lock: "all", locks, post: () => {}, clock });
  let barred = false;
  leadership.onbarred = () => {
    barred = true;
  };
  leadership.start();
  await settle();
  assert.equal(barred, true);
});
