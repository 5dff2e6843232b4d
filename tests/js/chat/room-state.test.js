import assert from "node:assert/strict";
import { test } from "node:test";

import { RoomState } from "../../../static/chat/room-state.js";
import { FakeClock } from "../notifications/support/clock.js";
import { ALICE, BOB, message, page } from "./support/room.js";

const posted = (id, change) => ({
  stream: "room-1",
  position: id * 10,
  type: "message.posted",
  data: { message: message(id, change) },
});
const ids = (room) => room.messages.map(({ id, client_id }) => id ?? client_id);

/** A room with one message, and a server that remembers what it was asked. */
function open({ server = {}, clock = undefined, ...change } = {}) {
  const asked = [];
  const answers = {
    messages: async (which) => {
      asked.push(which);
      return { messages: [], position: 100 };
    },
    read: (position) => asked.push({ read: position }),
    pinned: async () => [],
    ...server,
  };
  return { room: new RoomState(page(change), answers, clock), asked };
}

test("what is on its way stands last, until the stream brings it", () => {
  const { room } = open();
  room.wait([message(null, { author: ALICE, client_id: "c2", state: "sending", position: null })]);
  assert.deepEqual(ids(room), [1, "c2"]);
  room.receive([posted(2, { author: ALICE })]);
  assert.deepEqual(ids(room), [1, 2]);
  assert.equal(room.messages[1].state, undefined);
});

test("somebody else's client_id is not mine", () => {
  const { room } = open();
  room.wait([message(null, { author: ALICE, client_id: "c2", position: null })]);
  room.receive([posted(2)]);
  assert.deepEqual(ids(room), [1, 2, "c2"]);
});

test("what one said long ago does not come back as the newest", async () => {
  const { room } = open({ server: { messages: async () => ({ messages: [message(99)], position: 990 }) } });
  room.wait([message(2, { author: ALICE, position: 20 }), message(100, { author: ALICE, position: 1_000 })]);
  assert.deepEqual(ids(room), [1, 2, 100]);
  room.receive([posted(2, { author: ALICE })]);
  await room.latest();
  assert.deepEqual(ids(room), [99, 100]);
});

test("what was removed before the stream brought it does not stay", () => {
  const { room } = open();
  room.wait([message(2, { author: ALICE })]);
  room.receive([{ stream: "room-1", position: 21, type: "message.removed", data: { message: message(2) } }]);
  assert.deepEqual(ids(room), [1]);
});

test("messages of others are told of, once, and one's own are not", () => {
  const { room } = open();
  const told = [];
  room.addEventListener("arrived", ({ detail }) => told.push(detail.id));
  room.receive([posted(2), posted(3, { author: ALICE })]);
  room.receive([posted(2)]);
  assert.deepEqual(told, [2]);
});

test("a message ends the writing of its author", () => {
  const { room } = open();
  room.signal("typing", { user: BOB });
  room.signal("typing", { user: ALICE });
  assert.deepEqual(room.typing, [BOB]);
  room.receive([posted(2)]);
  assert.deepEqual(room.typing, []);
});

test("presence replaces who is here", () => {
  const { room } = open({ present: [ALICE] });
  room.signal("presence", { people: [ALICE, BOB], guests: 3 });
  assert.deepEqual([room.present, room.guests], [[ALICE, BOB], 3]);
  assert.deepEqual(room.others, [BOB]);
});

test("reading is told to the server when it goes on, and by members only", () => {
  const { room, asked } = open();
  room.read(10);
  room.read(20);
  room.read(20);
  assert.deepEqual(asked, [{ read: 20 }]);
  const stranger = open({ room: { id: 1, read_position: null } });
  stranger.room.read(20);
  assert.deepEqual(stranger.asked, []);
});

test("a quoted message that is not at hand is asked for once", async () => {
  const { room, asked } = open({ server: undefined });
  assert.equal(room.quoted(1).id, 1);
  assert.equal(room.quoted(7), null);
  assert.equal(room.quoted(7), null);
  await null;
  assert.deepEqual(asked, [{ around: 7, limit: 1 }]);
});

test("two askings for older messages at once are one", async () => {
  const full = Array.from({ length: 50 }, (_, index) => message(index + 51));
  const { room, asked } = open({ messages: full, position: 1000 });
  await Promise.all([room.older(), room.older()]);
  assert.deepEqual(asked, [{ before: 51 }]);
});

test("after a reset the room is as fresh", async () => {
  const { room } = open({
    server: {
      messages: async () => ({ messages: [message(9)], position: 90 }),
      room: async () => ({ id: 1, name: "Hall" }),
      members: async () => [{ user: BOB, role: "member" }],
    },
  });
  await room.refresh();
  assert.deepEqual([ids(room), room.room.name, room.members.length], [[9], "Hall", 1]);
  room.receive([posted(8)]);
  assert.deepEqual(ids(room), [9]);
});

test("a room that cannot be loaded after a reset is asked for again, until it is there", async () => {
  const clock = new FakeClock();
  const troubles = [new TypeError("no network"), Object.assign(new Error(), { status: 503 })];
  const server = {
    messages: async () => ({ messages: [message(9)], position: 90 }),
    room: async () => {
      if (troubles.length > 0) throw troubles.shift();
      return { id: 1, name: "Hall" };
    },
    members: async () => [],
  };
  const { room } = open({ server, clock });
  const refreshed = room.refresh();
  await clock.advance(60_000);
  await refreshed;
  assert.equal(room.room.name, "Hall");
});

test("a room that one may not read any more is not asked for again", async () => {
  let asked = 0;
  const server = {
    room: async () => {
      asked += 1;
      throw Object.assign(new Error(), { status: 403 });
    },
    members: async () => [],
  };
  await open({ server }).room.refresh();
  assert.equal(asked, 1);
});

test("what overtakes a page is not lost with it", async () => {
  for (const load of ["newer", "latest", "refresh"]) {
    let answer = () => {};
    const { room } = open({
      has_newer: true,
      server: {
        messages: () => new Promise((done) => (answer = done)),
        room: async () => ({ id: 1, name: "Lobby" }),
        members: async () => [],
      },
    });
    const loading = room[load]();
    room.receive([posted(3)]);
    answer({ messages: [message(1), message(2)], position: 20 });
    await loading;
    assert.deepEqual(ids(room), [1, 2, 3], load);
    assert.equal(room.timeline.position, 30);
  }
});

test("a page of older messages learns what was said of them while it was on its way", async () => {
  let answer = () => {};
  const full = Array.from({ length: 50 }, (_, index) => message(index + 51));
  const { room } = open({
    messages: full,
    position: 1000,
    server: { messages: () => new Promise((done) => (answer = done)) },
  });
  const loading = room.older();
  const data = { message: { ...message(7), body: "", removed_at: "2026-11-21T10:00:00Z" } };
  room.receive([{ stream: "room-1", position: 1001, type: "message.removed", data }]);
  answer({ messages: [message(7)], position: 1000 });
  await loading;
  assert.equal(room.messages[0].body, "");
  assert.equal(room.timeline.position, 1001);
});

test("whom one blocks is not told of, writing or speaking", () => {
  const { room } = open({ blocked: [BOB.id] });
  const told = [];
  room.addEventListener("arrived", ({ detail }) => told.push(detail.id));
  room.signal("typing", { user: BOB });
  assert.deepEqual(room.typing, []);
  room.receive([posted(2)]);
  assert.deepEqual(told, []);
  room.block(BOB.id, false);
  room.receive([posted(3)]);
  assert.deepEqual(told, [3]);
});

test("while a sanction holds nothing is offered but reading", () => {
  const { room } = open({ may: { post: true, like: true, moderate: true, report: true } });
  const told = [];
  room.addEventListener("voice", () => told.push(room.may.post));
  room.restrict({ id: 1, room: 1, kind: "mute", until: "2126-01-01T00:00:00Z", reason: "Shouting" });
  assert.deepEqual(room.may, { post: false, like: false, moderate: false, moderate_site: false, report: true });
  room.restrict(null);
  assert.deepEqual(told, [false, true]);
});

test("pins follow the stream, and what is not at hand is asked for", async () => {
  const { room } = open({ server: { pinned: async () => [message(7), message(1)] } });
  const pinned = (id, position) => ({
    stream: "room-1",
    position,
    type: "message.pinned",
    data: { message: id, pinned_at: "2026-11-21T10:00:00.000Z", by: BOB },
  });
  room.receive([pinned(1, 11)]);
  assert.deepEqual(
    room.pins.map(({ id }) => id),
    [1],
  );
  assert.ok(room.messages[0].pinned_at);
  room.receive([pinned(7, 12)]);
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(
    room.pins.map(({ id }) => id),
    [7, 1],
  );
});

test("after one's own message one may have to wait, as slow mode says", () => {
  const { room } = open();
  const told = [];
  room.addEventListener("voice", () => told.push(room.saidAt));
  room.receive([posted(2, { author: BOB }), posted(3, { author: ALICE, created_at: "2026-11-21T10:00:00.000Z" })]);
  assert.deepEqual(told, [Date.parse("2026-11-21T10:00:00.000Z")]);
});
