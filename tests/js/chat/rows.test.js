import assert from "node:assert/strict";
import { test } from "node:test";

import { rows } from "../../../static/chat/rows.js";

const ALICE = { id: 1, username: "alice", name: "Alice" };
const BOB = { id: 2, username: "bob", name: "Bob" };
const OPTIONS = { dayKey: (iso) => iso.slice(0, 10), readPosition: null, me: BOB.id };

const said = (author, position, created_at, change = {}) => ({
  id: position,
  author,
  client_id: `c${position}`,
  position,
  created_at,
  reply_to: null,
  ...change,
});
const sketch = (result) =>
  result.map((row) => (row.kind === "message" ? `${row.message.id}${row.follows ? " follows" : ""}` : row.kind));

test("a day stands before its first message", () => {
  const result = rows([said(ALICE, 1, "2026-11-20T23:59:00Z"), said(ALICE, 2, "2026-11-21T00:01:00Z")], OPTIONS);
  assert.deepEqual(sketch(result), ["day", "1", "day", "2"]);
});

test("messages of one person in one breath are grouped", () => {
  const result = rows(
    [
      said(ALICE, 1, "2026-11-21T09:00:00Z"),
      said(ALICE, 2, "2026-11-21T09:04:59Z"),
      said(ALICE, 3, "2026-11-21T09:10:00Z"),
      said(BOB, 4, "2026-11-21T09:10:01Z"),
      said(BOB, 5, "2026-11-21T09:10:02Z", { reply_to: 1 }),
    ],
    OPTIONS,
  );
  assert.deepEqual(sketch(result), ["day", "1", "2 follows", "3", "4", "5"]);
});

test("the mark stands before the first new message of somebody else", () => {
  const messages = [
    said(ALICE, 1, "2026-11-21T09:00:00Z"),
    said(BOB, 2, "2026-11-21T09:00:01Z"),
    said(ALICE, 3, "2026-11-21T09:00:02Z"),
    said(ALICE, 4, "2026-11-21T09:00:03Z"),
  ];
  assert.deepEqual(sketch(rows(messages, { ...OPTIONS, readPosition: 1 })), ["day", "1", "2", "new", "3", "4 follows"]);
});

test("what is on its way is never new and keeps its key when it arrives", () => {
  const waiting = said(BOB, 9, "2026-11-21T09:00:00Z", { position: null });
  const arrived = { ...waiting, position: 9 };
  const [, before] = rows([waiting], { ...OPTIONS, readPosition: 0 });
  const [, after] = rows([arrived], { ...OPTIONS, readPosition: 0 });
  assert.equal(before.key, after.key);
});
