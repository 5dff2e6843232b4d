import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS, CommandError, Commands, toRequest } from "../../../static/notifications/commands.js";
import { FakeClock, settle } from "./support/clock.js";
import { json, network } from "./support/network.js";

const API = "http://site.test/api/v1/";

function commands({ socket = false, answer = () => json({}) } = {}) {
  const clock = new FakeClock();
  const sent = [];
  const { http, requests } = network(answer);
  const door = { socket };
  const env = { http, api: API, csrf: () => "token", clock, random: () => 0.5 };
  const send = (frame) => {
    if (door.socket) sent.push(frame);
    return door.socket;
  };
  return { commands: new Commands({ ...env, send }), clock, sent, requests, door };
}

const POST = ["message.post", { room: 42, client_id: "c", body: "hello" }];

test("a command is a request: ids in the path, the rest in the body", () => {
  assert.deepEqual(toRequest(...POST), {
    method: "POST",
    path: "rooms/42/messages",
    body: { client_id: "c", body: "hello" },
  });
  assert.equal(toRequest("room.role", { room: 1, user: "a/b", role: "owner" }).path, "rooms/1/members/a%2Fb");
  assert.throws(() => toRequest("no.such", {}), { status: 404 });
});

test("every command has a method and a path", () => {
  for (const [name, [method, path]] of Object.entries(COMMANDS)) {
    assert.match(name, /^[a-z]+\.[a-z]+$/);
    assert.match(method, /^(POST|PUT|PATCH|DELETE)$/);
    assert.match(path, /^[a-z]/);
  }
});

test("over the socket when there is one", async () => {
  const { commands: it, sent, requests } = commands({ socket: true });
  const answer = it.run(...POST);
  assert.deepEqual(sent[0], { type: "command", id: "1", name: POST[0], args: POST[1] });
  it.answer({ type: "ack", id: "1", status: 201, result: { position: 7 } });
  assert.deepEqual(await answer, { status: 201, result: { position: 7 } });
  assert.equal(requests.length, 0);
});

test("by HTTP when there is none", async () => {
  const { commands: it, requests } = commands({ answer: () => json({ position: 7 }, { status: 201 }) });
  assert.deepEqual(await it.run(...POST), { status: 201, result: { position: 7 } });
  assert.equal(requests[0].url.href, `${API}rooms/42/messages`);
  assert.equal(requests[0].headers.get("X-CSRFToken"), "token");
});

test("a refusal is thrown as it came, by both doors", async () => {
  const refusal = { status: 429, code: "rate_limited", detail: "slow down", retry_after: 3 };
  const expected = { name: "CommandError", status: 429, code: "rate_limited", detail: "slow down", retryAfter: 3 };
  const byHttp = commands({ answer: () => json(refusal, { status: 429 }) });
  await assert.rejects(byHttp.commands.run(...POST), expected);
  const bySocket = commands({ socket: true });
  const answer = bySocket.commands.run(...POST);
  bySocket.commands.answer({ type: "error", id: "1", ...refusal });
  await assert.rejects(answer, expected);
});

test("a command without an answer goes again with the same client_id, by whichever door is open", async () => {
  const { commands: it, clock, sent, door, requests } = commands({ socket: true });
  const answer = it.run(...POST);
  await clock.advance(10_300);
  assert.deepEqual(
    sent.map(({ args }) => args.client_id),
    ["c", "c"],
  );
  door.socket = false;
  it.interrupt();
  await clock.advance(1_000);
  assert.equal(requests[0].body.client_id, "c");
  assert.equal((await answer).status, 200);
});

test("an answer of a gateway is no answer", async () => {
  let count = 0;
  const answer = () => {
    count += 1;
    return count === 1 ? new Response("<h1>Bad gateway</h1>", { status: 502 }) : json({ fine: true });
  };
  const { commands: it, clock } = commands({ answer });
  const result = it.run(...POST);
  await clock.advance(2_000);
  assert.deepEqual((await result).result, { fine: true });
});

test("what would be done twice is not repeated", async () => {
  const { commands: it } = commands({ socket: true });
  const answer = it.run("room.create", { name: "x" });
  it.interrupt();
  await assert.rejects(answer, { status: 0, code: "unanswered" });
});

test("it gives up after four tries", async () => {
  const answer = () => {
    throw new TypeError("network");
  };
  const { commands: it, clock, requests } = commands({ answer });
  const outcome = it.run(...POST).catch((error) => error);
  await clock.advance(30_000);
  await settle();
  assert.ok((await outcome) instanceof CommandError);
  assert.equal(requests.length, 4);
});

test("a page in the answer's place, as of a captive portal, is no acknowledgement", async () => {
  let portal = true;
  const page = () => new Response("<p>Please accept our terms", { headers: { "Content-Type": "text/html" } });
  const it = commands({ answer: () => (portal ? page() : json({ position: 1 }, { status: 201 })) });
  const outcome = it.commands.run(...POST);
  await it.clock.advance(100);
  portal = false;
  await it.clock.advance(60_000);
  assert.deepEqual(await outcome, { status: 201, result: { position: 1 } });
});

test("what is too large for a frame goes by HTTP, where it is answered by its id", async () => {
  const refusal = { status: 422, code: "invalid", detail: "too long" };
  const it = commands({ socket: true, answer: () => json(refusal, { status: 422 }) });
  const outcome = it.commands
    .run("message.post", { room: 1, client_id: "c", body: "x".repeat(70_000) })
    .catch((e) => e);
  // The server's answer to a text frame over 64 KiB: it has not read the id.
  it.commands.answer({
    type: "error",
    id: null,
    status: 413,
    code: "too_large",
    detail: "a frame has at most 65536 bytes",
  });
  await it.clock.advance(60_000);
  assert.equal((await outcome).status, 422);
});

test("a gateway's Retry-After is waited out between the tries of a command", async () => {
  const answer = () => new Response("<h1>Busy</h1>", { status: 503, headers: { "Retry-After": "30" } });
  const it = commands({ answer });
  it.commands.run(...POST).catch(() => {});
  await it.clock.advance(20_000);
  assert.equal(it.requests.length, 1);
});
