import assert from "node:assert/strict";
import { test } from "node:test";
import { Inbox } from "../../../static/notifications/wire/inbox.js";

const events = (stream, ...positions) =>
  positions.map((position) => ({ stream, position, type: "tick", at: "", data: {} }));
const BOTH = { follow: ["room-1", "room-2"], watch: [] };
const positions = (list) => list.map(({ position }) => position);

test("each event passes once", () => {
  const inbox = new Inbox("g1.room-1:2");
  assert.deepEqual(positions(inbox.accept(events("room-1", 1, 2, 3, 4)).fresh), [3, 4]);
  assert.deepEqual(positions(inbox.accept(events("room-1", 3, 4, 5)).fresh), [5]);
  assert.equal(inbox.cursor, "g1.room-1:5");
});

test("a hole lets nothing through behind it, and says where it is", () => {
  const inbox = new Inbox("g1.room-1:2");
  const { fresh, hole } = inbox.accept(events("room-1", 3, 5, 6));
  assert.deepEqual(positions(fresh), [3]);
  assert.deepEqual(hole, { stream: "room-1", last: 3, got: 5 });
  assert.equal(inbox.cursor, "g1.room-1:3");
});

test("a hole in one stream does not hold up another", () => {
  const inbox = new Inbox("g1.room-1:2,room-2:7");
  const { fresh } = inbox.accept([...events("room-1", 9), ...events("room-2", 8)]);
  assert.deepEqual(
    fresh.map(({ stream }) => stream),
    ["room-2"],
  );
});

test("a stream of which nothing is known begins with its first event", () => {
  const inbox = new Inbox();
  assert.deepEqual(positions(inbox.accept(events("room-1", 40, 41)).fresh), [40, 41]);
});

test("the server's cursor places only streams that have no place", () => {
  const inbox = new Inbox("g1.room-1:2");
  inbox.learn("g1.room-1:9,room-2:7,room-3:1", BOTH);
  assert.equal(inbox.cursor, "g1.room-1:2,room-2:7");
});

test("of watched streams the server's cursor says what it has told", () => {
  const inbox = new Inbox("g1.room-1:2");
  const wish = { follow: ["room-1"], watch: ["room-2"] };
  inbox.learn("g1.room-1:2,room-2:7", wish);
  inbox.learn("g1.room-1:2,room-2:9", wish);
  assert.equal(inbox.cursor, "g1.room-1:2,room-2:9");
});

test("a reset goes on from the head", () => {
  const inbox = new Inbox("g1.room-1:2");
  inbox.reset({ "room-1": { head: 90 } });
  inbox.learn("g2.room-1:90", BOTH);
  assert.deepEqual(positions(inbox.accept(events("room-1", 90, 91)).fresh), [91]);
  assert.equal(inbox.cursor, "g2.room-1:91");
});

test("what was counted in another generation is void, even before its reset", () => {
  const inbox = new Inbox("g1.room-1:2");
  inbox.learn("g2.room-1:900", BOTH);
  assert.equal(inbox.cursor, "g2.room-1:900");
});

test("a newer snapshot moves forward and never back", () => {
  const inbox = new Inbox("g1.room-1:5,room-2:5");
  inbox.skip("g1.room-1:9,room-2:2");
  assert.equal(inbox.cursor, "g1.room-1:9,room-2:5");
});

test("another tab's place counts only in the same generation", () => {
  const inbox = new Inbox("g2.room-1:5");
  inbox.adopt("g1.room-2:900", BOTH);
  inbox.adopt("g2.room-2:4,room-3:1", BOTH);
  assert.equal(inbox.cursor, "g2.room-1:5,room-2:4");
});

test("it knows when somebody else is further on", () => {
  const inbox = new Inbox("g2.room-1:5");
  assert.equal(inbox.behind("g2.room-1:5,room-2:9", BOTH), false);
  assert.equal(inbox.behind("g2.room-1:6", BOTH), true);
  assert.equal(inbox.behind("g3.room-1:1", BOTH), true);
});

test("what is not followed any more is forgotten", () => {
  const inbox = new Inbox("g1.room-1:5,room-2:5");
  inbox.keep(["room-2"]);
  assert.equal(inbox.cursor, "g1.room-2:5");
});
