// Pages of messages that arrive when something else has happened meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RoomState } from "../../../static/chat/room-state.js";
import { showSending } from "../../../static/chat/sending.js";
import { FakeClock, settle } from "../notifications/support/clock.js";
import { ALICE, BOB, message, page } from "./support/room.js";

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const ids = (room) => room.messages.map(({ id }) => id);

/** A room of 500 messages; each request is answered when the test says so. */
function open({ messages = range(451, 500), has_newer = false, server = {} } = {}) {
  const open = [];
  const read = [];
  const all = range(1, 500);
  const answer = ({ before, after, around }) => {
    const limit = 50;
    if (before) return all.filter(({ id }) => id < before).slice(-limit);
    if (after) return all.filter(({ id }) => id > after).slice(0, limit);
    if (around) return all.filter(({ id }) => id >= around - 25 && id < around + 25);
    return all.slice(-limit);
  };
  const room = new RoomState(
    page({ room: { id: 1, name: "Lobby", read_position: 300 }, has_newer, messages, position: 5000 }),
    {
      messages: (which) =>
        new Promise((done, failed) =>
          open.push({ which, go: () => done({ messages: answer(which), position: 5000 }), failed }),
        ),
      room: async () => ({ id: 1, name: "Lobby", read_position: 300 }),
      members: async () => [],
      pinned: async () => [],
      read: (position) => read.push(position),
      ...server,
    },
    new FakeClock(),
  );
  const go = async (which) => {
    const at = open.findIndex(
      (one) => which in one.which || (which === "latest" && Object.keys(one.which).length === 0),
    );
    open.splice(at, 1)[0].go();
    await settle();
  };
  return { room, go, open, read };
}
const whole = (list) => list.every((id, index) => index === 0 || id === list[index - 1] + 1);

test("older messages that come after a jump to the newest leave no hole", async () => {
  const { room, go } = open({ messages: range(200, 249), has_newer: true });
  const older = room.older();
  const latest = room.latest(); // the button "jump to the newest"
  await go("latest");
  await go("before");
  await Promise.all([older, latest]);
  assert.ok(whole(ids(room)), `${ids(room)[0]} … ${ids(room)[49]}, ${ids(room)[50]} … ${ids(room).at(-1)}`);
});

test("newer messages that come after a jump to the newest do not stand behind them", async () => {
  const { room, go } = open({ messages: range(200, 249), has_newer: true });
  const newer = room.newer();
  const latest = room.latest();
  await go("latest");
  await go("after");
  await Promise.all([newer, latest]);
  assert.ok(whole(ids(room)), ids(room).join());
  assert.equal(room.timeline.hasNewer, false, "and new ones are shown as they come");
});

test("older messages that come after a reset leave no hole", async () => {
  const { room, go } = open({ messages: range(301, 500) });
  const older = room.older();
  const refreshed = room.refresh();
  await go("latest");
  await go("before");
  await Promise.all([older, refreshed]);
  assert.ok(whole(ids(room)), `${ids(room)[0]} … ${ids(room)[49]}, ${ids(room)[50]} … ${ids(room).at(-1)}`);
});

test("older messages that come after the first ones were let go leave no hole", async () => {
  const { room, go } = open({ messages: range(100, 500) });
  const older = room.older();
  room.forget(300, null);
  await go("before");
  await older;
  assert.ok(whole(ids(room)), ids(room).join());
});

test("after a restored log one's reading is told from where it is now", async () => {
  const { room, go, read } = open({
    server: { room: async () => ({ id: 1, name: "Lobby", read_position: 100 }) },
  });
  const refreshed = room.refresh();
  await go("latest");
  await refreshed;
  room.read(200);
  assert.deepEqual(read, [200]);
});

test("what the restored log does not know any more does not stand there as sent", async () => {
  const { room } = open({
    server: {
      messages: async () => ({ messages: [message(1), message(2)], position: 20 }),
      room: async () => ({ id: 1, name: "Lobby", read_position: 20 }),
    },
  });
  const outbox = new EventTarget();
  showSending(room, outbox);
  const item = { client_id: "mine", order: 1, room: 1, state: "pending", args: { body: "x" }, error: null };
  const mine = message(501, { author: ALICE, client_id: "mine", position: 5010 });
  outbox.dispatchEvent(new CustomEvent("sent", { detail: { item, result: { message: mine } } }));
  room.receive([{ stream: "room-1", position: 5010, type: "message.posted", data: { message: mine } }]);
  await room.refresh(); // reset, reason "generation": the backup knows two messages
  assert.deepEqual(ids(room), [1, 2]);
});

test("nothing rejects unheard when the server does not answer", async () => {
  const unheard = [];
  const hear = (error) => unheard.push(error.message);
  process.on("unhandledRejection", hear);
  const no = async () => {
    throw new TypeError("no network");
  };
  const { room } = open({ server: { messages: no, pinned: no } });
  room.older(); // as room-timeline.js does
  const data = { message: 7, pinned_at: "2026-11-21T10:00:00Z", by: BOB };
  room.receive([{ stream: "room-1", position: 5001, type: "message.pinned", data }]);
  await settle();
  process.off("unhandledRejection", hear);
  assert.deepEqual(unheard, []);
});

test("what one reads far above stays when the room is loaded anew", async () => {
  const { room, open: asked } = open({ messages: range(301, 500) });
  room.place = () => 310;
  const refreshed = room.refresh();
  while (asked.length) {
    asked.shift().go();
    await settle();
  }
  await refreshed;
  assert.ok(ids(room).includes(310), `from ${ids(room)[0]}`);
});
