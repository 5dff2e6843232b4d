import assert from "node:assert/strict";
import { test } from "node:test";

import { applied, begun, counted, withOlder } from "../../../static/alerts/inbox.js";

const alert = (id, position, more) => ({ id, kind: "like", position, read: false, addressed: false, ...more });
const page = (notifications, position) => ({
  notifications,
  position,
  unread: notifications.filter(({ read }) => !read).length,
  addressed: notifications.filter(({ read, addressed }) => !read && addressed).length,
});
const event = (position, type, data) => ({ stream: "user-1", position, type, at: "", data });
const after = (inbox, ...events) => events.reduce(applied, inbox);

const OLD = alert(1, 3);
const NEW = alert(2, 5, { addressed: true });

test("what is told of joins at the top", () => {
  const told = event(5, "notification.created", { notification: NEW, unread: 2, addressed: 1 });
  assert.deepEqual(after(begun(page([OLD], 4)), told), begun(page([NEW, OLD], 5)));
});

test("one that grows moves to the top, one that shrinks stays", () => {
  const start = begun(page([NEW, OLD], 5));
  const grown = { ...OLD, position: 6, count: 2 };
  const told = event(6, "notification.updated", { notification: grown, unread: 2, addressed: 1 });
  assert.deepEqual(after(start, told), begun(page([grown, NEW], 6)));
  const shrunk = { ...OLD, count: 1 };
  const less = event(7, "notification.updated", { notification: shrunk, unread: 2, addressed: 1 });
  assert.deepEqual(after(start, less), begun(page([NEW, shrunk], 7)));
});

test("what is taken back is gone", () => {
  const gone = event(6, "notification.retracted", { id: 2, unread: 1, addressed: 0 });
  assert.deepEqual(after(begun(page([NEW, OLD], 5)), gone), begun(page([OLD], 6)));
});

test("reading up to a position leaves what came later", () => {
  const read = event(6, "notification.read", { ids: null, position: 4, read: true, unread: 1, addressed: 1 });
  assert.deepEqual(after(begun(page([NEW, OLD], 5)), read), begun(page([NEW, { ...OLD, read: true }], 6)));
});

test("single ones are read, and unread again", () => {
  const start = begun(page([NEW, OLD], 5));
  const read = event(6, "notification.read", { ids: [2], position: null, read: true, unread: 1, addressed: 0 });
  const back = event(7, "notification.read", { ids: [2], position: null, read: false, unread: 2, addressed: 1 });
  assert.deepEqual(after(start, read, back), begun(page([NEW, OLD], 7)));
});

test("an event that the page knows already changes nothing", () => {
  const start = begun(page([NEW], 5));
  const known = event(5, "notification.created", { notification: NEW, unread: 9, addressed: 9 });
  assert.equal(applied(start, known), start);
});

test("events of other things move the position alone", () => {
  const start = begun(page([NEW], 5));
  assert.deepEqual(applied(start, event(6, "room.read", {})), { ...start, position: 6 });
});

test("a page that shows the bell alone counts", () => {
  const told = event(6, "notification.created", { notification: alert(9, 6), unread: 8, addressed: 2 });
  const { unread, addressed } = applied(counted({ position: 5, unread: 7, addressed: 2 }), told);
  assert.deepEqual({ unread, addressed }, { unread: 8, addressed: 2 });
});

test("what belongs below the page waits until it is asked for", () => {
  const full = Array.from({ length: 50 }, (_, index) => alert(100 - index, 1000 - index));
  const start = begun(page(full, 1000));
  const below = alert(3, 20);
  const told = event(1001, "notification.updated", { notification: below, unread: 50, addressed: 0 });
  assert.deepEqual(after(start, told).alerts, full);
  assert.deepEqual(withOlder(start, [full.at(-1), below]).alerts, [...full, below]);
});

test("the last of a full page changes in its place", () => {
  const full = Array.from({ length: 50 }, (_, index) => alert(100 - index, 1000 - index));
  const changed = { ...full.at(-1), count: 7 };
  const told = event(1001, "notification.updated", { notification: changed, unread: 50, addressed: 0 });
  assert.deepEqual(after(begun(page(full, 1000)), told).alerts.at(-1), changed);
});
