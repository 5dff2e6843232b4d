import assert from "node:assert/strict";
import { test } from "node:test";
import { LongPollTransport } from "../../../static/notifications/transports/long-poll.js";
import { ShortPollTransport } from "../../../static/notifications/transports/short-poll.js";
import { FakeClock, settle } from "./support/clock.js";
import { json, network } from "./support/network.js";

const REQUEST = { follow: ["room-1"], watch: [], after: () => "g1.room-1:2" };
const nothing = { cursor: "g1.room-1:2", events: [], heads: {}, signals: [], more: false, next_ms: 0 };

function opened(make, answer) {
  const clock = new FakeClock();
  const { http, requests } = network(answer);
  const transport = make(http, clock);
  const seen = { frames: [], reasons: [], alive: 0 };
  transport.onframe = (frame) => seen.frames.push(frame);
  transport.onalive = () => {
    seen.alive += 1;
  };
  transport.onclose = (reason) => seen.reasons.push(reason);
  transport.open(REQUEST);
  return { transport, clock, requests, seen };
}

const long = (http, clock) => new LongPollTransport(http, clock);
const short = (http, clock) => new ShortPollTransport(http, clock, () => 0);
const waits = (requests) => requests.map(({ url }) => Number(url.searchParams.get("wait") ?? 0));
const types = ({ frames }) => frames.map(({ type }) => type);
const never = () => new Promise(() => {});

test("a long poll first asks without waiting, then waits", async () => {
  const { requests, seen } = opened(long, ({ url }) => (url.searchParams.has("wait") ? never() : json(nothing)));
  await settle();
  assert.deepEqual(waits(requests), [0, 25]);
  const cursor = "g1.room-1:2";
  assert.deepEqual(seen.frames, [
    { type: "welcome", cursor },
    { type: "events", events: [], cursor },
  ]);
});

test("a long poll that has more to fetch does not wait for it", async () => {
  const answers = [{ ...nothing, more: true }, { ...nothing, more: true }, nothing];
  const { requests } = opened(long, () => (answers.length > 0 ? json(answers.shift()) : never()));
  await settle();
  assert.deepEqual(waits(requests), [0, 0, 0, 25]);
});

test("a gateway that does not wait so long is asked for less", async () => {
  const { requests, seen } = opened(long, ({ url }) => {
    const wait = Number(url.searchParams.get("wait") ?? 0);
    if (wait > 12) return new Response("", { status: 504 });
    return wait > 0 ? never() : json(nothing);
  });
  await settle();
  assert.deepEqual(waits(requests), [0, 25, 0, 12]);
  assert.deepEqual(seen.reasons, []);
});

test("a long poll that is asked for a sign of life asks anew", async () => {
  const { transport, requests, seen } = opened(long, ({ url }) =>
    url.searchParams.has("wait") ? never() : json(nothing),
  );
  await settle();
  const before = seen.alive;
  transport.probe();
  await settle();
  assert.deepEqual(waits(requests), [0, 25, 0, 25]);
  assert.ok(seen.alive > before);
});

test("a hidden long poll rests between two requests", async () => {
  const { transport, requests, clock } = opened(long, () => json(nothing));
  transport.slow(true);
  await clock.advance(14_000);
  assert.equal(requests.length, 3);
  transport.close();
});

test("a reset comes before the events after it", async () => {
  const event = { stream: "room-1", position: 10, type: "tick", at: "", data: {} };
  const reset = { "room-1": { head: 9, reason: "expired" } };
  const answer = {
    ...nothing,
    reset,
    events: [event],
    cursor: "g1.room-1:10",
    heads: { "room-2": { position: 3, unread: 1 } },
  };
  const { seen } = opened(short, () => json(answer));
  await settle();
  assert.deepEqual(
    seen.frames.map(({ type }) => type),
    ["welcome", "reset", "events", "heads"],
  );
});

test("a short poll comes when it was told to, and says what it knows", async () => {
  const answers = [json({ ...nothing, next_ms: 4_000 }, { headers: { ETag: '"a"' } })];
  const { requests, clock, seen } = opened(
    short,
    () => answers.shift() ?? new Response(null, { status: 304, headers: { "Next-Ms": "9000" } }),
  );
  await clock.advance(3_900);
  assert.equal(requests.length, 1);
  await clock.advance(200);
  assert.equal(requests[1].headers.get("If-None-Match"), '"a"');
  await clock.advance(8_800);
  assert.equal(requests.length, 2);
  await clock.advance(300);
  assert.equal(requests.length, 3);
  assert.deepEqual(types(seen), ["welcome", "events"]);
  assert.equal(seen.alive, 3);
});

test("an ETag is not used for another question", async () => {
  let after = "g1.room-1:2";
  const clock = new FakeClock();
  const { http, requests } = network(() => json({ ...nothing, next_ms: 1_000 }, { headers: { ETag: '"a"' } }));
  const transport = new ShortPollTransport(http, clock, () => 0);
  transport.open({ ...REQUEST, after: () => after });
  await settle();
  after = "g1.room-1:3";
  await clock.advance(1_100);
  assert.equal(requests[1].headers.get("If-None-Match"), null);
  transport.close();
});

for (const [what, answer, reason] of [
  [
    "signed out",
    () => json({ status: 401, code: "unauthenticated", detail: "" }, { status: 401 }),
    { kind: "refused", code: 401 },
  ],
  [
    "a refusal names its streams",
    () => json({ status: 403, code: "forbidden", detail: "", streams: ["room-1"] }, { status: 403 }),
    { kind: "refused", code: 403, streams: ["room-1"] },
  ],
  [
    "a proxy's own 403 is not the server's",
    () => new Response("<h1>Forbidden</h1>", { status: 403 }),
    { kind: "blocked" },
  ],
  ["a page to sign in to the hotel's network", () => new Response("<h1>Welcome</h1>"), { kind: "blocked" }],
  [
    "too many requests",
    () => new Response("", { status: 429, headers: { "Retry-After": "7" } }),
    { kind: "later", retryMs: 7_000 },
  ],
  ["over for good", () => new Response(null, { status: 204 }), { kind: "over", code: 204 }],
  ["a broken gateway", () => new Response("", { status: 502 }), { kind: "lost" }],
]) {
  for (const [name, make] of [
    ["long", long],
    ["short", short],
  ]) {
    test(`${name} poll: ${what}`, async () => {
      const { seen } = opened(make, answer);
      await settle();
      assert.equal(seen.reasons.length, 1);
      const { kind, code, retryMs, streams } = seen.reasons[0];
      assert.deepEqual({ kind, code, retryMs, streams }, { code, retryMs, streams, ...reason });
    });
  }
}

test("a failed network is a loss", async () => {
  const { seen } = opened(short, () => {
    throw new TypeError("failed to fetch");
  });
  await settle();
  assert.deepEqual(seen.reasons, [{ kind: "lost", why: "network" }]);
});

test("a closed poll says nothing more", async () => {
  for (const make of [long, short]) {
    const { transport, seen } = opened(make, never);
    await settle();
    transport.close();
    await settle();
    assert.deepEqual(seen, { frames: [], reasons: [], alive: 0 });
  }
});
