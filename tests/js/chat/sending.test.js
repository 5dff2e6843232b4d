import assert from "node:assert/strict";
import { test } from "node:test";

import { showSending } from "../../../static/chat/sending.js";

const ALICE = { id: 1, username: "alice", name: "Alice" };

const item = (client_id, order, change = {}) => ({
  client_id,
  order,
  room: 1,
  state: "pending",
  args: { client_id, room: 1, body: `text ${client_id}` },
  error: null,
  ...change,
});

/** A room that keeps what it is told to wait for, and an outbox that says what a test wants. */
function open() {
  const room = Object.assign(new EventTarget(), { room: { id: 1 }, me: ALICE, waiting: [] });
  room.wait = (messages) => (room.waiting = messages);
  const outbox = new EventTarget();
  showSending(room, outbox);
  const say = (name, detail) => outbox.dispatchEvent(new CustomEvent(name, { detail }));
  return { room, say };
}

test("what is on its way looks like a message, in the order in which it was written", () => {
  const { room, say } = open();
  say("pending", { item: item("b", 2) });
  say("pending", { item: item("a", 1) });
  assert.deepEqual(
    room.waiting.map(({ body, state, id, author }) => [body, state, id, author.username]),
    [
      ["text a", "sending", null, "alice"],
      ["text b", "sending", null, "alice"],
    ],
  );
});

test("what was refused says why", () => {
  const { room, say } = open();
  say("refused", { item: item("a", 1, { state: "refused", error: { status: 422, code: "invalid", detail: "No." } }) });
  assert.deepEqual([room.waiting[0].state, room.waiting[0].error], ["failed", "No."]);
});

test("what was stored stays as the message it became, until the stream brings it", () => {
  const { room, say } = open();
  say("pending", { item: item("a", 1) });
  say("sent", { item: item("a", 1), result: { message: { id: 7, client_id: "a" } } });
  assert.deepEqual(room.waiting, [{ id: 7, client_id: "a", liked: false }]);
});

test("what was given up is gone, and other rooms are none of ours", () => {
  const { room, say } = open();
  say("pending", { item: item("a", 1) });
  say("pending", { item: item("z", 2, { room: 2 }) });
  assert.equal(room.waiting.length, 1);
  say("discarded", { item: item("a", 1) });
  assert.deepEqual(room.waiting, []);
});
