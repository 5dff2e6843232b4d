import assert from "node:assert/strict";
import { test } from "node:test";

import { hasMenu, menuOffers } from "../../../static/chat/menu-offers.js";

const ALICE = { id: 1, username: "alice", name: "Alice" };
const BOB = { id: 2, username: "bob", name: "Bob" };
const MEMBER = { report: true, moderate: false, moderate_site: false };
const MODERATOR = { report: true, moderate: true, moderate_site: false };
const NOBODY = { report: false, moderate: false, moderate_site: false };

const message = (change = {}) => ({ id: 9, author: BOB, removed_at: null, pinned_at: null, masked: false, ...change });
const room = (may, change = {}) => ({
  me: ALICE,
  may,
  room: { role: "member" },
  members: [{ user: BOB, role: "member", sanction: null }],
  blocked: new Set(),
  ...change,
});
const offered = (target, somebody) =>
  Object.entries(menuOffers(target, somebody))
    .filter(([, yes]) => yes)
    .map(([what]) => what);

test("a member reports and blocks", () => {
  assert.deepEqual(offered({ person: BOB, message: message() }, room(MEMBER)), ["report", "block"]);
  assert.deepEqual(offered({ person: BOB, message: null }, room(MEMBER, { blocked: new Set([2]) })), ["unblock"]);
});

test("nobody does anything to themselves", () => {
  const own = { person: ALICE, message: message({ author: ALICE }) };
  assert.equal(hasMenu(own, room(MEMBER)), false);
  assert.deepEqual(offered(own, room(MODERATOR, { room: { role: "owner" } })), ["pin", "purge"]);
});

test("a guest has no menu", () => {
  assert.equal(hasMenu({ person: BOB, message: message() }, room(NOBODY, { me: null })), false);
});

test("a moderator acts on those below", () => {
  const above = ["mute", "timeout", "kick", "ban", "sweep"];
  const all = offered({ person: BOB, message: null }, room(MODERATOR, { room: { role: "moderator" } }));
  assert.deepEqual(all, ["block", ...above]);
  const peer = { room: { role: "moderator" }, members: [{ user: BOB, role: "moderator", sanction: null }] };
  assert.deepEqual(offered({ person: BOB, message: null }, room(MODERATOR, peer)), ["block"]);
});

test("who is no member is not kicked, and who is muted can be let go", () => {
  const owner = { room: { role: "owner" } };
  assert.equal(menuOffers({ person: BOB, message: null }, room(MODERATOR, { ...owner, members: [] })).kick, false);
  const muted = { ...owner, members: [{ user: BOB, role: "member", sanction: { kind: "mute", until: null } }] };
  assert.equal(menuOffers({ person: BOB, message: null }, room(MODERATOR, muted)).lift, true);
});

test("what is removed can be restored, or purged", () => {
  const gone = { person: BOB, message: message({ removed_at: "now" }) };
  const can = offered(gone, room(MODERATOR));
  assert.ok(can.includes("restore") && can.includes("purge"));
  assert.ok(!can.includes("pin") && !can.includes("report"));
  assert.ok(menuOffers({ person: BOB, message: message({ masked: true }) }, room(MODERATOR)).restore);
});

test("a pin is taken out where there is one", () => {
  const pinned = { person: BOB, message: message({ pinned_at: "now" }) };
  assert.deepEqual([menuOffers(pinned, room(MODERATOR)).pin, menuOffers(pinned, room(MODERATOR)).unpin], [false, true]);
});
