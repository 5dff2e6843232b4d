/** People, messages and the page of a room, as the server makes them. */

export const ALICE = { id: 1, username: "alice", name: "Alice" };
export const BOB = { id: 2, username: "bob", name: "Bob" };

export const message = (id, change = {}) => ({
  id,
  author: BOB,
  client_id: `c${id}`,
  body: `text ${id}`,
  reply_to: null,
  removed_at: null,
  liked: false,
  position: id * 10,
  ...change,
});

export const page = (change = {}) => ({
  room: { id: 1, name: "Lobby", read_position: 10 },
  me: ALICE,
  may: {},
  members: [],
  present: [],
  at: null,
  has_newer: false,
  pinned: [],
  blocked: [],
  last_said_at: null,
  now: "2026-11-21T10:00:00.000Z",
  messages: [message(1)],
  position: 10,
  ...change,
});
