import assert from "node:assert/strict";
import { test } from "node:test";

import { attention } from "../../../static/alerts/attention.js";

const MENTION = { place: "room-1", addressed: true };
const LIKE = { place: "room-1", addressed: false };
const SCENE = { looking: true, room: null, quiet: false, device: true, sound: true };
const NOTHING = { toast: false, desktop: false, sound: false };

test("whoever looks at the page sees a toast, whoever does not gets it on the device", () => {
  assert.deepEqual(attention(MENTION, SCENE), { toast: true, desktop: false, sound: true });
  assert.deepEqual(attention(MENTION, { ...SCENE, looking: false }), { toast: false, desktop: true, sound: true });
});

test("what is not addressed to one comes without a sound", () => {
  assert.equal(attention(LIKE, SCENE).sound, false);
});

test("sounds and the device are for those who want them", () => {
  const unwanted = { ...SCENE, looking: false, device: false, sound: false };
  assert.deepEqual(attention(MENTION, unwanted), NOTHING);
});

test("in quiet hours nothing speaks", () => {
  for (const looking of [true, false])
    assert.deepEqual(attention(MENTION, { ...SCENE, looking, quiet: true }), NOTHING);
});

test("the room before one's eyes speaks for itself", () => {
  assert.deepEqual(attention(MENTION, { ...SCENE, room: "room-1" }), NOTHING);
  assert.equal(attention(MENTION, { ...SCENE, room: "room-2" }).toast, true);
  assert.equal(attention(MENTION, { ...SCENE, room: "room-1", looking: false }).desktop, true);
});

test("alerts without a place are never in view", () => {
  assert.equal(attention({ place: "", addressed: true }, SCENE).toast, true);
});
