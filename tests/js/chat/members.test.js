import assert from "node:assert/strict";
import { test } from "node:test";

import { applied, sections } from "../../../static/chat/members.js";

const ALICE = { id: 1, username: "alice", name: "Alice", role: "owner" };
const BOB = { id: 2, username: "bob", name: "Bob", role: "member" };
const GUEST = { id: 3, username: "carol", name: "Carol" };

const event = (type, member) => ({ stream: "room-1", position: 1, type, at: "", data: { member } });

test("joining, a new role and leaving change the list", () => {
  const joined = applied([ALICE], event("member.joined", BOB));
  assert.deepEqual(joined, [ALICE, BOB]);
  const promoted = applied(joined, event("member.updated", { ...BOB, role: "moderator" }));
  assert.deepEqual(promoted, [ALICE, { ...BOB, role: "moderator" }]);
  assert.deepEqual(applied(promoted, event("member.left", BOB)), [ALICE]);
});

test("joining twice is joining once", () => {
  assert.deepEqual(applied([BOB], event("member.joined", BOB)), [BOB]);
});

test("other events leave the list alone", () => {
  const members = [ALICE];
  assert.equal(applied(members, event("message.posted", undefined)), members);
});

test("those who are here come first, with their role if they have one", () => {
  const { id, username, name } = BOB;
  assert.deepEqual(sections([ALICE, BOB], [GUEST, { id, username, name }], "en"), {
    here: [BOB, { ...GUEST, role: null }],
    away: [ALICE],
  });
});
