import assert from "node:assert/strict";
import { test } from "node:test";

import { applied, sections } from "../../../static/chat/members.js";

const member = (id, name, role) => ({
  room: 1,
  user: { id, username: name.toLowerCase(), name },
  role,
  joined_at: "2026-11-21T09:00:00.000Z",
  sanction: null,
});
const ALICE = member(1, "Alice", "owner");
const BOB = member(2, "Bob", "member");
const CAROL = { id: 3, username: "carol", name: "Carol" };

const event = (type, member) => ({ stream: "room-1", position: 1, type, at: "", data: { member } });

test("joining, a new role and leaving change the list", () => {
  const joined = applied([ALICE], event("member.joined", BOB));
  assert.deepEqual(joined, [ALICE, BOB]);
  const promoted = applied(joined, event("member.updated", { ...BOB, role: "moderator" }));
  assert.deepEqual(promoted, [ALICE, { ...BOB, role: "moderator" }]);
  const former = { ...BOB, role: null, joined_at: null };
  assert.deepEqual(applied(promoted, event("member.left", former)), [ALICE]);
});

test("who is muted stays and is marked, who is banned is gone", () => {
  const muted = { ...BOB, sanction: { kind: "mute", until: null } };
  assert.deepEqual(applied([ALICE, BOB], event("member.sanctioned", muted)), [ALICE, muted]);
  const banned = { ...BOB, role: null, joined_at: null, sanction: { kind: "ban", until: null } };
  assert.deepEqual(applied([ALICE, BOB], event("member.sanctioned", banned)), [ALICE]);
});

test("joining twice is joining once", () => {
  assert.deepEqual(applied([BOB], event("member.joined", BOB)), [BOB]);
});

test("other events leave the list alone", () => {
  const members = [ALICE];
  assert.equal(applied(members, event("message.posted", undefined)), members);
});

test("those who are here come first, with their role if they have one", () => {
  assert.deepEqual(sections([ALICE, BOB], [CAROL, BOB.user], "en"), {
    here: [
      { user: BOB.user, role: "member", sanction: null },
      { user: CAROL, role: null, sanction: null },
    ],
    away: [{ user: ALICE.user, role: "owner", sanction: null }],
  });
});
