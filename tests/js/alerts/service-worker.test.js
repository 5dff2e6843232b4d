import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const ORIGIN = "https://chat.example.org";
const ALERT = { id: 7, text: "Bob mentioned you in Lobby", excerpt: "@alice", url: "/rooms/lobby/?at=12" };

/** The worker's world: its windows, and what was shown and visited. */
const world = { windows: [], shown: [], visited: [] };
const handlers = {};

Object.assign(globalThis, {
  addEventListener: (name, handler) => (handlers[name] = handler),
  location: { origin: ORIGIN },
  registration: { showNotification: async (title, options) => world.shown.push({ title, ...options }) },
  clients: {
    matchAll: async () => world.windows,
    openWindow: async (href) => world.visited.push(href),
  },
});
await import("../../../static/alerts/service-worker.js");

/** Lets the worker handle an event to its end. */
async function happens(name, event) {
  let done = Promise.resolve();
  handlers[name]({ ...event, waitUntil: (promise) => (done = promise) });
  await done;
}

const pushed = (push) => happens("push", { data: { json: () => push } });
const clicked = (url) => happens("notificationclick", { notification: { close() {}, data: { url } } });
const page = (focused) => ({
  focused,
  focus: async () => world.visited.push("focus"),
  navigate: async (href) => world.visited.push(href),
});

beforeEach(() => Object.assign(world, { windows: [], shown: [], visited: [] }));

test("what is pushed is shown, one notification for one alert", async () => {
  await pushed({ type: "notification", notification: ALERT });
  const [{ title, body, tag, data }] = world.shown;
  assert.deepEqual(
    { title, body, tag, data },
    { title: ALERT.text, body: "@alice", tag: "alert-7", data: { url: ALERT.url } },
  );
});

test("whoever looks at the site is told by the page", async () => {
  world.windows = [page(true)];
  await pushed({ type: "notification", notification: ALERT });
  assert.deepEqual(world.shown, []);
});

test("a test is shown in any case", async () => {
  world.windows = [page(true)];
  await pushed({ type: "test", text: "It works." });
  assert.deepEqual(
    world.shown.map(({ body }) => body),
    ["It works."],
  );
});

test("a click opens the message, in the window that is there or in a new one", async () => {
  await clicked(ALERT.url);
  assert.deepEqual(world.visited, [`${ORIGIN}${ALERT.url}`]);
  world.visited = [];
  world.windows = [page(false)];
  await clicked(ALERT.url);
  assert.deepEqual(world.visited, ["focus", `${ORIGIN}${ALERT.url}`]);
});

test("no push leads off the site", async () => {
  await clicked("https://evil.example/");
  assert.deepEqual(world.visited, []);
});

test("a push without content shows nothing", async () => {
  await happens("push", { data: null });
  assert.deepEqual(world.shown, []);
});
