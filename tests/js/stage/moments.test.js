import assert from "node:assert/strict";
import { test } from "node:test";

import { SessionTime, VideoTime } from "../../../static/stage/moments.js";

function session() {
  const clock = { now: 100_000 };
  return { clock, time: new SessionTime(40_000, () => clock.now) };
}

test("a session is live, and what is said now floats by now", () => {
  const { clock, time } = session();
  assert.deepEqual([time.position, time.length, time.isLive, time.replays], [60_000, 60_000, true, false]);
  assert.ok(time.showsNow(60_000));
  clock.now += 1_000;
  assert.equal(time.position, 61_000);
});

test("one can go back in it, where time passes as it did, and return", () => {
  const { clock, time } = session();
  let leaps = 0;
  time.addEventListener("seek", () => (leaps += 1));
  time.seek(10_000);
  clock.now += 500;
  assert.deepEqual([time.position, time.replays, time.showsNow(60_000)], [10_500, true, false]);
  assert.equal(time.timeOfDay, 50_500);
  time.goLive();
  assert.deepEqual([time.position, time.isLive, leaps], [60_500, true, 2]);
});

test("held, a replay goes on where it was; live goes on with now", () => {
  const { clock, time } = session();
  time.seek(10_000);
  time.hold();
  clock.now += 5_000;
  assert.deepEqual([time.position, time.replays], [10_000, false]);
  time.go();
  assert.deepEqual([time.position, time.replays], [10_000, true]);
  time.goLive();
  time.hold();
  clock.now += 5_000;
  time.go();
  assert.equal(time.position, time.length);
});

test("one can wind while it is held", () => {
  const { clock, time } = session();
  time.seek(10_000);
  time.hold();
  clock.now += 5_000;
  time.seek(20_000);
  assert.equal(time.position, 20_000);
  clock.now += 5_000;
  time.go();
  assert.equal(time.position, 20_000);
});

class Video extends EventTarget {
  currentTime = 0;
  paused = true;
  played = { length: 0 };
}

test("a video that was not begun shows what is said, and holds nobody", () => {
  const time = new VideoTime(new Video());
  assert.deepEqual([time.showsNow(null), time.showsNow(99_000), time.isHeld, time.replays], [true, true, false, false]);
});

test("in a video everything has its moment", () => {
  const video = new Video();
  const time = new VideoTime(video);
  Object.assign(video, { currentTime: 60.0004, paused: false, played: { length: 1 } });
  assert.deepEqual([time.position, time.replays], [60_000, true]);
  assert.ok(time.showsNow(59_500), "a moment late");
  assert.ok(!time.showsNow(60_500), "it comes when the film is there");
  assert.ok(!time.showsNow(10_000), "long past");
  assert.ok(time.showsNow(null), "without a moment it is now");
  video.paused = true;
  assert.ok(time.isHeld);
});

test("it tells when a video leaps and when it is held", () => {
  const video = new Video();
  const time = new VideoTime(video);
  const told = [];
  for (const type of ["seek", "held"]) time.addEventListener(type, () => told.push(type));
  for (const type of ["play", "seeking", "pause"]) video.dispatchEvent(new Event(type));
  assert.deepEqual(told, ["held", "seek", "held"]);
});
