import assert from "node:assert/strict";
import { test } from "node:test";

import { inForce, pace, silence, waitsUntil } from "../../../static/chat/voice.js";

const NOW = Date.parse("2026-11-21T10:00:00Z");
const later = (seconds) => new Date(NOW + seconds * 1_000).toISOString();
const room = (change = {}) => ({ slow_mode_s: 0, slow_mode_until: null, locked: false, sanction: null, ...change });
const MUTE = { id: 3, room: 1, kind: "mute", until: later(60), reason: "Shouting" };

test("a sanction closes the composer until it ends by itself", () => {
  const muted = { room: room({ sanction: MUTE, locked: true }), may: {} };
  assert.deepEqual(silence(muted, NOW), { why: "sanction", sanction: MUTE, until: NOW + 60_000 });
  assert.equal(silence(muted, NOW + 60_000).why, "locked");
});

test("a lock closes it for all but moderators", () => {
  assert.equal(silence({ room: room({ locked: true }), may: { moderate: false } }, NOW).why, "locked");
  assert.equal(silence({ room: room({ locked: true }), may: { moderate: true } }, NOW).why, null);
});

test("what has no end holds on", () => {
  assert.equal(inForce({ ...MUTE, until: null }, NOW + 1e12)?.id, 3);
  assert.equal(inForce(null, NOW), null);
});

test("in slow mode one waits after one's own message", () => {
  const slow = { room: room({ slow_mode_s: 30 }), may: {}, saidAt: NOW - 10_000 };
  assert.equal(waitsUntil(slow, NOW), NOW + 20_000);
  assert.equal(waitsUntil(slow, NOW + 20_000), null);
  assert.equal(waitsUntil({ ...slow, saidAt: null }, NOW), null);
  assert.equal(waitsUntil({ ...slow, may: { moderate: true } }, NOW), null);
});

test("slow mode that began by itself ends by itself", () => {
  const slow = room({ slow_mode_s: 30, slow_mode_until: later(5) });
  assert.equal(pace(slow, NOW), 30);
  assert.equal(waitsUntil({ room: slow, may: {}, saidAt: NOW }, NOW), NOW + 5_000);
  assert.equal(pace(slow, NOW + 5_000), 0);
  assert.equal(waitsUntil({ room: slow, may: {}, saidAt: NOW }, NOW + 5_000), null);
});
