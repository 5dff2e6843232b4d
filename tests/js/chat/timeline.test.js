import assert from "node:assert/strict";
import { test } from "node:test";

import { applied, begun, PAGE_SIZE, withNewer, withOlder, withoutFarthest } from "../../../static/chat/timeline.js";

const ALICE = { id: 1, username: "alice", name: "Alice" };
const BOB = { id: 2, username: "bob", name: "Bob" };

const message = (id, change = {}) => ({
  id,
  room: 1,
  author: ALICE,
  body: `text ${id}`,
  html: `<p>text ${id}</p>`,
  client_id: `c${id}`,
  created_at: "2026-11-21T09:00:00Z",
  edited_at: null,
  removed_at: null,
  reply_to: null,
  likes: 0,
  liked: false,
  position: id * 10,
  ...change,
});
const event = (position, type, data) => ({ stream: "room-1", position, type, at: "", data });
const page = (messages, position) => ({ messages, position });
const posted = (id) => {
  const { liked, ...shape } = message(id);
  return shape;
};

test("the page with its events is the fresh page", () => {
  const old = begun(page([message(1), message(2)], 20), false);
  const events = [
    event(21, "message.liked", { message: 1, likes: 1, by: BOB }),
    event(22, "message.edited", { message: { ...posted(2), body: "new", edited_at: "now" } }),
    event(30, "message.posted", { message: posted(3) }),
    event(31, "message.liked", { message: 3, likes: 1, by: ALICE }),
    event(32, "message.removed", { message: { ...posted(1), body: "", html: "", removed_at: "now", likes: 1 } }),
    event(33, "redacted", {}),
    event(34, "message.unliked", { message: 3, likes: 0, by: ALICE }),
  ];
  const fresh = begun(
    page(
      [
        message(1, { body: "", html: "", removed_at: "now", likes: 1, liked: true }),
        message(2, { body: "new", edited_at: "now" }),
        message(3),
      ],
      34,
    ),
    false,
  );
  assert.deepEqual(
    events.reduce((timeline, one) => applied(timeline, one, BOB.id), old),
    fresh,
  );
});

test("an answer grows from any place on, by characters, and ends as one text", () => {
  const old = begun(page([message(1)], 20), false);
  const whole = { ...posted(2), body: "Yes 🌱 sir", html: "<p>Yes 🌱 sir</p>", answer: "finished" };
  const events = [
    event(21, "message.posted", { message: { ...posted(2), body: "", html: "", answer: "growing" } }),
    event(22, "message.growing", { message: 2, offset: 0, text: "Yes 🌱" }),
    event(23, "message.growing", { message: 2, offset: 5, text: " sir" }),
    event(24, "message.growing", { message: 2, offset: 6, text: "madam" }),
    event(25, "message.growing", { message: 99, offset: 0, text: "of another page" }),
    event(26, "message.finished", { message: whole }),
  ];
  const bodies = [];
  const last = events.reduce((timeline, one) => {
    const next = applied(timeline, one, BOB.id);
    bodies.push(next.messages[1].body);
    return next;
  }, old);
  assert.deepEqual(bodies, ["", "Yes 🌱", "Yes 🌱 sir", "Yes 🌱 madam", "Yes 🌱 madam", "Yes 🌱 sir"]);
  assert.equal(last.messages[1].html, "<p>Yes 🌱 sir</p>");
});

test("what the page already shows is not applied again", () => {
  const timeline = begun(page([message(1, { likes: 2 })], 20), false);
  assert.equal(applied(timeline, event(20, "message.liked", { message: 1, likes: 1, by: BOB }), 2), timeline);
});

test("an edit keeps what only the viewer knows", () => {
  const timeline = begun(page([message(1, { liked: true })], 10), false);
  const edited = applied(timeline, event(11, "message.edited", { message: posted(1) }), 2);
  assert.equal(edited.messages[0].liked, true);
});

test("somebody else's like is not mine", () => {
  const timeline = begun(page([message(1)], 10), false);
  const liked = applied(timeline, event(11, "message.liked", { message: 1, likes: 1, by: ALICE }), BOB.id);
  assert.equal(liked.messages[0].liked, false);
});

test("an event about a message that is not loaded changes only the position", () => {
  const timeline = begun(page([message(5)], 50), false);
  const after = applied(timeline, event(51, "message.liked", { message: 1, likes: 1, by: ALICE }), 2);
  assert.deepEqual(after, { ...timeline, position: 51 });
});

test("far from the newest message a posting is not shown, so that no hole appears", () => {
  const timeline = begun(page([message(1)], 10), true);
  assert.equal(applied(timeline, event(30, "message.posted", { message: posted(3) }), 2).messages.length, 1);
});

test("older and newer pages join without repeating", () => {
  const many = Array.from({ length: PAGE_SIZE }, (_, index) => message(index + 10));
  const timeline = begun(page(many, 900), true);
  assert.equal(timeline.hasOlder, true);
  const whole = withNewer(withOlder(timeline, page([message(9), message(10)], 900)), page([message(60)], 900));
  assert.deepEqual(
    whole.messages.map(({ id }) => id),
    [9, ...many.map(({ id }) => id), 60],
  );
  assert.deepEqual([whole.hasOlder, whole.hasNewer], [false, false]);
});

test("of very many messages those stay that are around what is read", () => {
  const many = Array.from({ length: 1_500 }, (_, index) => message(index));
  const timeline = { ...begun(page(many, 90_000), false), hasOlder: false };
  const kept = (id) => {
    const { messages, hasOlder, hasNewer } = withoutFarthest(timeline, 1_000, id);
    return [messages[0].id, messages.at(-1).id, hasOlder, hasNewer];
  };
  assert.equal(withoutFarthest(timeline, 1_500), timeline);
  assert.deepEqual(kept(null), [600, 1_499, true, false]);
  assert.deepEqual(kept(1_490), [600, 1_499, true, false]);
  assert.deepEqual(kept(700), [250, 1_149, true, true]);
  assert.deepEqual(kept(3), [0, 899, false, true]);
});
