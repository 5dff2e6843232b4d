import assert from "node:assert/strict";
import { test } from "node:test";

import { applied } from "../../../static/chat/pins.js";

const pin = (id) => ({ id, body: `text ${id}`, pinned_at: "2026-11-21T10:00:00Z" });
const nothing = () => undefined;
const ids = (pins) => pins.map(({ id }) => id);

test("the latest pin stands first", () => {
  const event = { type: "message.pinned", data: { message: 2, pinned_at: "2026-11-21T10:05:00Z" } };
  const pins = applied([pin(1)], event, (id) => ({ id, body: "text 2" }));
  assert.deepEqual(ids(pins), [2, 1]);
  assert.equal(pins[0].pinned_at, "2026-11-21T10:05:00Z");
});

test("a pin of what the page does not know has to be asked for", () => {
  assert.equal(applied([pin(1)], { type: "message.pinned", data: { message: 2 } }, nothing), null);
});

test("what is unpinned or removed is gone, what is edited says something else", () => {
  const pins = [pin(1), pin(2)];
  assert.deepEqual(ids(applied(pins, { type: "message.unpinned", data: { message: 1 } }, nothing)), [2]);
  assert.deepEqual(ids(applied(pins, { type: "message.removed", data: { message: { id: 2 } } }, nothing)), [1]);
  const edited = { ...pin(2), body: "better" };
  assert.equal(applied(pins, { type: "message.edited", data: { message: edited } }, nothing)[1].body, "better");
});

test("a pinned answer goes on growing", () => {
  const growing = { ...pin(1), body: "Bec", answer: "growing" };
  const [grown] = applied(
    [growing],
    { type: "message.growing", data: { message: 1, offset: 3, text: "ause" } },
    nothing,
  );
  assert.equal(grown.body, "Because");
  const finished = { type: "message.finished", data: { message: { ...grown, answer: "finished" } } };
  assert.equal(applied([grown], finished, nothing)[0].answer, "finished");
});

test("other events change nothing", () => {
  const pins = [pin(1)];
  assert.equal(applied(pins, { type: "message.liked", data: { message: 1 } }, nothing), pins);
});
