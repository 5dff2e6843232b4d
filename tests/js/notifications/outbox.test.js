import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandError } from "../../../static/notifications/commands.js";
import { MemoryShelf, SteadyShelf } from "../../../static/notifications/outbox/storage.js";
import { Outbox } from "../../../static/notifications/outbox.js";
import { FakeBrowser } from "./support/browser.js";
import { FakeClock, settle } from "./support/clock.js";

/** A server that keeps the order of arrival and is idempotent, as ours is. */
class Posts {
  clock = new FakeClock();
  browser = new FakeBrowser();
  shelf = new MemoryShelf();
  stored = [];
  asked = 0;
  trouble = [];

  async outbox({ opening = Promise.resolve() } = {}) {
    const happened = [];
    const outbox = new Outbox({
      owner: "alice",
      send: (_, args) => this.#post(args),
      openShelf: () => opening.then(() => this.shelf),
      channel: this.browser.channel("outbox"),
      locks: this.browser.locks(),
      clock: this.clock,
      random: () => 0.5,
    });
    for (const name of ["pending", "sent", "refused", "discarded"]) {
      outbox.addEventListener(name, ({ detail }) => happened.push(`${name} ${detail.item.args.body}`));
    }
    const opened = outbox.open();
    await Promise.race([opened, settle()]);
    return { outbox, happened };
  }

  get bodies() {
    return this.stored.map(({ body }) => body);
  }

  async #post(args) {
    this.asked += 1;
    const trouble = this.trouble.shift();
    if (trouble && trouble !== "lost answer") throw new CommandError(trouble);
    const known = this.stored.find(({ client_id }) => client_id === args.client_id);
    if (!known) this.stored.push(args);
    if (trouble) throw new CommandError({ status: 0, code: "unanswered", detail: "" });
    return { status: known ? 200 : 201, result: { position: this.stored.length } };
  }
}

/** The outbox of a page without other tabs, unless `how` says otherwise. */
async function alone(how) {
  const shelf = new MemoryShelf();
  const usual = { owner: "alice", openShelf: async () => shelf, channel: null, locks: null, random: () => 0.5 };
  const outbox = new Outbox({ ...usual, clock: new FakeClock(), ...how });
  await outbox.open();
  return outbox;
}

function later() {
  let resolve;
  return { promise: new Promise((done) => (resolve = done)), resolve };
}

const UNANSWERED = { status: 0, code: "unanswered", detail: "" };

test("messages of a room are sent in order, one after the other", async () => {
  const posts = new Posts();
  const { outbox, happened } = await posts.outbox();
  posts.trouble = [UNANSWERED, UNANSWERED];
  for (const body of ["one", "two", "three"]) await outbox.add({ room: 1, body });
  await posts.clock.advance(60_000);
  assert.deepEqual(posts.bodies, ["one", "two", "three"]);
  assert.deepEqual(
    happened.filter((line) => line.startsWith("sent")),
    ["sent one", "sent two", "sent three"],
  );
  assert.deepEqual(await outbox.items(), []);
});

test("a lost answer does not make a second message", async () => {
  const posts = new Posts();
  const { outbox } = await posts.outbox();
  posts.trouble = ["lost answer", "lost answer"];
  await outbox.add({ room: 1, body: "once" });
  await posts.clock.advance(60_000);
  assert.equal(posts.asked, 3);
  assert.deepEqual(posts.bodies, ["once"]);
});

test("what a reload interrupted goes on", async () => {
  const posts = new Posts();
  const before = await posts.outbox();
  posts.trouble = Array(9).fill(UNANSWERED);
  await before.outbox.add({ room: 1, body: "typed offline" });
  await settle();
  before.outbox.close();
  posts.trouble = [];
  const after = await posts.outbox();
  await posts.clock.advance(60_000);
  assert.deepEqual(posts.bodies, ["typed offline"]);
  assert.deepEqual(after.happened, ["pending typed offline", "sent typed offline"]);
});

test("what is typed while the shelf is being opened is kept and sent", async () => {
  const posts = new Posts();
  let open = () => {};
  const opening = new Promise((done) => {
    open = done;
  });
  const { outbox, happened } = await posts.outbox({ opening });
  const added = outbox.add({ room: 1, body: "early" });
  open();
  await added;
  await posts.clock.advance(1_000);
  assert.deepEqual(happened, ["pending early", "sent early"]);
  assert.deepEqual(posts.bodies, ["early"]);
});

for (const broken of ["put", "delete"]) {
  test(`a shelf whose ${broken} fails loses nothing, and nothing is sent for ever`, async () => {
    const posts = new Posts();
    const disk = new MemoryShelf();
    disk[broken] = async () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    posts.shelf = new SteadyShelf(disk);
    posts.trouble = [UNANSWERED];
    const { outbox } = await posts.outbox();
    for (const body of ["one", "two"]) await outbox.add({ room: 1, body });
    await posts.clock.advance(60_000);
    assert.deepEqual(posts.bodies, ["one", "two"]);
    assert.equal(posts.asked, 3);
  });
}

test("a room whose turn broke off is taken up again", async () => {
  const posts = new Posts();
  const { outbox } = await posts.outbox();
  const all = posts.shelf.all.bind(posts.shelf);
  posts.shelf.all = async () => {
    posts.shelf.all = all;
    throw new Error("the database was closed");
  };
  await assert.rejects(outbox.sendNow());
  await outbox.add({ room: 1, body: "one" });
  await posts.clock.advance(1_000);
  assert.deepEqual(posts.bodies, ["one"]);
});

test("one that is refused is kept and offered, the next ones go on", async () => {
  const posts = new Posts();
  const { outbox, happened } = await posts.outbox();
  posts.trouble = [{ status: 422, code: "invalid", detail: "too long" }];
  const { client_id } = await outbox.add({ room: 1, body: "bad" });
  await outbox.add({ room: 1, body: "good" });
  await posts.clock.advance(10_000);
  assert.deepEqual(posts.bodies, ["good"]);
  const [item] = await outbox.items();
  assert.deepEqual([item.state, item.error.detail], ["refused", "too long"]);
  await outbox.retry(client_id);
  await posts.clock.advance(10_000);
  assert.deepEqual(posts.bodies, ["good", "bad"]);
  assert.deepEqual(happened.slice(-2), ["pending bad", "sent bad"]);
});

test("one that is given up is not sent", async () => {
  const posts = new Posts();
  const { outbox, happened } = await posts.outbox();
  posts.trouble = Array(9).fill(UNANSWERED);
  const { client_id } = await outbox.add({ room: 1, body: "no" });
  await settle();
  await outbox.discard(client_id);
  posts.trouble = [];
  await posts.clock.advance(60_000);
  assert.deepEqual(posts.bodies, []);
  assert.equal(happened.at(-1), "discarded no");
});

test("the server's wait is kept", async () => {
  const posts = new Posts();
  const { outbox } = await posts.outbox();
  const told = [];
  outbox.addEventListener("delayed", ({ detail }) => told.push(detail.item.args.body, detail.item.error.retry_after));
  posts.trouble = [{ status: 429, code: "rate_limited", detail: "", retry_after: 20 }];
  await outbox.add({ room: 1, body: "patient" });
  await posts.clock.advance(10_000);
  assert.deepEqual(told, ["patient", 20]);
  await outbox.sendNow();
  await posts.clock.advance(9_000);
  assert.deepEqual(posts.bodies, []);
  await posts.clock.advance(2_000);
  assert.deepEqual(posts.bodies, ["patient"]);
});

test("somebody who was signed out sends when they are back", async () => {
  const posts = new Posts();
  const { outbox } = await posts.outbox();
  posts.trouble = [{ status: 401, code: "unauthenticated", detail: "" }];
  await outbox.add({ room: 1, body: "later" });
  await posts.clock.advance(120_000);
  assert.equal(posts.asked, 1);
  await outbox.sendNow();
  await settle();
  assert.deepEqual(posts.bodies, ["later"]);
});

test("a room in trouble does not hold up another", async () => {
  const posts = new Posts();
  const { outbox } = await posts.outbox();
  posts.trouble = [{ status: 503, code: "busy", detail: "", retry_after: 30 }];
  await outbox.add({ room: 1, body: "stuck" });
  await outbox.add({ room: 2, body: "free" });
  await settle();
  assert.deepEqual(posts.bodies, ["free"]);
});

test("two tabs send each message once and both know of it", async () => {
  const posts = new Posts();
  const [first, second] = [await posts.outbox(), await posts.outbox()];
  await first.outbox.add({ room: 1, body: "one" });
  await second.outbox.add({ room: 1, body: "two" });
  await posts.clock.advance(1_000);
  assert.equal(posts.asked, 2);
  assert.deepEqual(posts.bodies, ["one", "two"]);
  for (const { happened } of [first, second])
    assert.deepEqual(
      happened.filter((line) => line.startsWith("sent")),
      ["sent one", "sent two"],
    );
});

test("a connection that is back ends the wait", async () => {
  const posts = new Posts();
  const { outbox } = await posts.outbox();
  posts.trouble = Array(6).fill(UNANSWERED);
  await outbox.add({ room: 1, body: "now" });
  await posts.clock.advance(30_000);
  posts.trouble = [];
  await outbox.sendNow();
  await settle();
  assert.deepEqual(posts.bodies, ["now"]);
});

test("what a page from before a new sign-in may not send waits for the page to be loaded anew", async () => {
  const posts = new Posts();
  const { outbox } = await posts.outbox();
  posts.trouble = [{ status: 403, code: "csrf", detail: "" }];
  await outbox.add({ room: 1, body: "hello" });
  await posts.clock.advance(60_000);
  assert.deepEqual([posts.asked, (await outbox.items()).map(({ state }) => state)], [1, ["pending"]]);
  await posts.outbox();
  await posts.clock.advance(1_000);
  assert.deepEqual([posts.bodies, await outbox.items()], [["hello"], []]);
});

test("an answer that comes after the outbox was closed rejects nothing", async (context) => {
  const unheard = context.mock.fn();
  process.on("unhandledRejection", unheard);
  const { promise, resolve } = later();
  const outbox = await alone({ send: () => promise, channel: new BroadcastChannel("outbox") });
  await outbox.add({ room: 1, body: "x" });
  await settle();
  outbox.close();
  resolve({ status: 201, result: {} });
  await settle();
  process.off("unhandledRejection", unheard);
  assert.equal(unheard.mock.callCount(), 0);
});

test("while one tab obeys the server's wait another does not ask either", async () => {
  const posts = new Posts();
  const [one, other] = [await posts.outbox(), await posts.outbox()];
  posts.trouble = Array(9).fill({ status: 429, code: "rate_limited", detail: "", retry_after: 60 });
  await one.outbox.add({ room: 1, body: "x" });
  await posts.clock.advance(1_000);
  await other.outbox.sendNow();
  await posts.clock.advance(50_000);
  assert.equal(posts.asked, 1);
});

test("a tab that is frozen while it sends delays others once, not with each message", async () => {
  const sent = [];
  const hung = {
    request: (_, { signal }) =>
      new Promise((_done, failed) => signal.addEventListener("abort", () => failed(signal.reason))),
  };
  const kept = AbortSignal.timeout;
  const waits = [];
  AbortSignal.timeout = (ms) => {
    waits.push(ms);
    const c = new AbortController();
    setImmediate(() => c.abort(new DOMException("", "TimeoutError")));
    return c.signal;
  };
  try {
    const send = async (_, { body }) => {
      sent.push(body);
      return { status: 201, result: {} };
    };
    const outbox = await alone({ send, locks: hung });
    for (const body of ["1", "2", "3", "4"]) await outbox.add({ room: 1, body });
    for (let i = 0; i < 12; i += 1) await settle();
    assert.equal(sent.length, 4);
    assert.ok(waits.reduce((sum, ms) => sum + ms, 0) <= 20_000, `${waits} ms of waiting for four messages`);
  } finally {
    AbortSignal.timeout = kept;
  }
});
