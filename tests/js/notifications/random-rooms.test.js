/**
 * Tabs that follow and unfollow several rooms while connections, tabs and transports fail.
 * A seed that fails is named and fails again: SEED=17 node --test random-rooms.test.js
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ladder } from "../../../static/notifications/ladder/ladder.js";
import { Memory } from "../../../static/notifications/ladder/memory.js";
import { TIMES } from "../../../static/notifications/ladder/times.js";
import { SharedLine } from "../../../static/notifications/shared/shared-line.js";
import { Cursor } from "../../../static/notifications/wire/cursor.js";
import { Inbox } from "../../../static/notifications/wire/inbox.js";
import { FakeBrowser } from "./support/browser.js";
import { FakeClock } from "./support/clock.js";
import { json, network } from "./support/network.js";
import { generator, pick, seeds } from "./support/random.js";
import { FakeServer } from "./support/server.js";

const SEEDS = seeds(120);
const ROOMS = Array.from({ length: 10 }, (_, index) => `room-${index + 1}`);

/** The fake's websocket takes new wishes live, as ours does; the sse does not. */
const websocket = (transport) => ({
  probe: () => transport.beat(),
  send: () => {},
  update: (request) => {
    const { server } = transport;
    const added = request.follow.filter((name) => !transport.request.follow.includes(name));
    const after = Cursor.parse(request.after()).positions;
    transport.request = request;
    const starts = added.map((stream) => [stream, after.get(stream) ?? server.head(stream)]);
    server.clock.setTimeout(() => {
      if (!transport.alive || added.length === 0) return;
      transport.frame({
        type: "followed",
        streams: added,
        cursor: new Cursor(server.generation, new Map(starts)).toString(),
      });
      for (const [stream, start] of starts) transport.receive(server.since(stream, start));
    }, 20);
    return true;
  },
});

class World {
  clock = new FakeClock();
  browser = new FakeBrowser();
  server = new FakeServer(this.clock);
  all = [];
  constructor(random) {
    this.random = random;
    // Handshakes take their time.
    const { clock } = this;
    this.server.clock = {
      now: () => clock.now(),
      setTimeout: (fn, ms) => clock.setTimeout(fn, ms === 50 ? 50 + random() * 4_000 : ms),
      clearTimeout: (timer) => clock.clearTimeout(timer),
    };
  }
  tab(id) {
    const inbox = new Inbox("");
    // A frozen page gets everything when it is thawed: messages, locks won and lost, frames, timers.
    const page = { frozen: false, queue: [] };
    const soon = (fn) => (page.frozen ? page.queue.push(fn) : fn());
    const later = (fn) => new Promise((done) => soon(() => done(fn())));
    const real = this.browser.locks();
    const locks = {
      die: real.die,
      request: (name, options, callback) =>
        new Promise((done, failed) => {
          real
            .request(name, options, () => later(callback))
            .then(
              (it) => soon(() => done(it)),
              (error) => soon(() => failed(error)),
            );
        }),
    };
    const inner = this.browser.channel("all");
    const channel = {
      postMessage: (data) => inner.postMessage(data),
      close: () => inner.close(),
      set onmessage(hear) {
        inner.onmessage = (event) => soon(() => hear(event));
      },
    };
    const { http } = network(({ url }) => this.poll(url));
    const late = new Map();
    const clock = {
      now: () => this.clock.now(),
      setTimeout: (fn, ms) => {
        const timer = this.clock.setTimeout(() => (page.frozen ? late.set(timer, fn) : fn()), ms);
        return timer;
      },
      clearTimeout: (timer) => {
        late.delete(timer);
        this.clock.clearTimeout(timer);
      },
    };
    const opened = [];
    const own = (t) => {
      opened.push(t);
      const proto = Object.getPrototypeOf(t);
      return {
        frame: (it) => soon(() => proto.frame.call(t, it)),
        end: (it) => soon(() => proto.end.call(t, it)),
        beat: () => soon(() => proto.beat.call(t)),
      };
    };
    const env = { clock, random: this.random };
    const makeLadder = (shared) =>
      new Ladder({
        ...env,
        rungs: this.server.rungs(["websocket", "sse"], {
          websocket: (t) => ({ ...own(t), ...websocket(t) }),
          sse: own,
        }),
        inbox: shared,
        reachable: async () => true,
        renew: () => {},
        times: TIMES,
        memory: new Memory({ store: null, key: "", network: () => "", now: () => 0, ttlMs: 0 }),
      });
    const line = new SharedLine({ ...env, id, lock: "all", locks, channel, inbox, http, makeLadder });
    const tab = {
      id,
      line,
      inbox,
      page,
      inner,
      channel,
      locks,
      opened,
      late,
      gone: false,
      follow: [],
      from: {},
      seen: {},
      states: [],
      resets: [],
    };
    line.onstate = (state) => tab.states.push(state.state);
    line.onframe = (frame) => {
      if (frame.type === "reset") tab.resets.push(frame);
      if (frame.type === "events")
        for (const { stream, position } of frame.events) {
          tab.seen[stream] ??= [];
          tab.seen[stream].push(position);
        }
    };
    this.all.push(tab);
    this.follow(tab, pick(this.random, ROOMS));
    return tab;
  }
  follow(tab, room) {
    if (tab.follow.includes(room)) return;
    tab.from[room] = this.server.head(room);
    tab.seen[room] = [];
    tab.inbox.keep(tab.follow);
    tab.inbox.skip(`g1.${room}:${tab.from[room]}`);
    tab.follow = [...tab.follow, room];
    tab.line.want({ follow: tab.follow, watch: [] });
  }
  unfollow(tab, room) {
    if (!tab.follow.includes(room) || tab.follow.length === 1) return;
    tab.follow = tab.follow.filter((name) => name !== room);
    tab.line.want({ follow: tab.follow, watch: [] });
    tab.inbox.keep(tab.follow);
  }
  poll(url) {
    const follow = url.searchParams.get("follow").split(",");
    const after = Cursor.parse(url.searchParams.get("after") ?? "").positions;
    const events = follow.flatMap((s) => this.server.since(s, after.get(s) ?? this.server.head(s)));
    const heads = new Map(follow.map((s) => [s, this.server.head(s)]));
    return json({ cursor: new Cursor("g1", heads).toString(), events, more: false, next_ms: 0 });
  }
  thaw(tab) {
    tab.page.frozen = false;
    for (const fn of tab.page.queue.splice(0)) fn();
    for (const [timer, fn] of tab.late) {
      tab.late.delete(timer);
      fn();
    }
  }
  some(awake = true) {
    return pick(
      this.random,
      this.all.filter(({ gone, page }) => !gone && (!awake || !page.frozen)),
    );
  }
}

const HAPPENINGS = {
  speak: (w, r) => w.server.append(pick(r, ROOMS), Math.ceil(r() * 4)),
  "speak too": (w, r) => w.server.append(pick(r, ROOMS), Math.ceil(r() * 4)),
  open: (w) => w.all.filter(({ gone }) => !gone).length < 3 && w.tab(`tab-${w.all.length}`),
  follow: (w, r) => {
    const t = w.some();
    if (t) w.follow(t, pick(r, ROOMS));
  },
  "follow too": (w, r) => HAPPENINGS.follow(w, r),
  "follow also": (w, r) => HAPPENINGS.follow(w, r),
  unfollow: (w, r) => {
    const t = w.some();
    if (t) w.unfollow(t, pick(r, ROOMS));
  },
  close: (w) => {
    const t = w.some();
    if (t) {
      t.gone = true;
      t.line.close();
    }
  },
  crash: (w) => {
    const t = w.some();
    if (t) {
      t.gone = true;
      t.inner.frozen = true;
      t.page.frozen = true;
      for (const it of t.opened) it.close();
      t.locks.die();
    }
  },
  freeze: (w) => Object.assign(w.some()?.page ?? {}, { frozen: true }),
  thaw: (w) => {
    const t = w.some(false);
    if (t) w.thaw(t);
  },
  sleep: (w) => w.some()?.line.sleep(),
  wake: (w) => w.some()?.line.wake(),
  hide: (w, r) => w.some()?.line.hide(r() < 0.5),
  cut: (w, r) => pick(r, w.server.alive)?.end(),
  "try now": (w) => w.some()?.line.tryNow(),
  block: (w, r) => {
    w.server.behaviour[pick(r, ["websocket", "sse"])] = pick(r, [
      "blocked",
      "cut",
      { kind: "later", code: 429, retryMs: 3_000 },
    ]);
  },
  unblock: (w) => {
    w.server.behaviour = {};
  },
  wait: (w, r) => w.clock.advance(r() * 20_000),
};

test("every tab gets everything of the rooms that it follows, and one connection carries them", async () => {
  const bad = [];
  for (const seed of SEEDS) {
    const random = generator(seed);
    const w = new World(random);
    const done = [];
    for (let step = 0; step < 60; step += 1) {
      const name = pick(random, Object.keys(HAPPENINGS));
      done.push(name);
      await HAPPENINGS[name](w, random);
      await w.clock.advance(random() * 3_000);
    }
    w.server.behaviour = {};
    for (let last = 0; last < 3; last += 1) {
      const t = w.some();
      if (t) w.follow(t, pick(random, ROOMS));
      await w.clock.advance(random() * 1_000);
    }
    const living = w.all.filter(({ gone }) => !gone);
    for (const tab of living) {
      w.thaw(tab);
      tab.line.wake();
    }
    await w.clock.advance(60_000);
    for (const room of ROOMS) w.server.append(room);
    await w.clock.advance(1_000);
    for (const tab of living) {
      for (const room of tab.follow) {
        const wanted = Array.from({ length: w.server.head(room) - tab.from[room] }, (_, i) => tab.from[room] + i + 1);
        const seen = tab.seen[room].filter((position) => position > tab.from[room]);
        if (seen.join() !== wanted.join())
          bad.push(
            `seed ${seed} ${tab.id} ${room}: ${seen.join()} not ${wanted.join()} ${tab.states.at(-1)}\n   ${done.join(", ")}`,
          );
      }
      if (tab.resets.length) bad.push(`seed ${seed} reset`);
    }
    if (w.server.alive.length !== Math.min(1, living.length))
      bad.push(`seed ${seed}: ${w.server.names} open for ${living.length} tabs`);
  }
  assert.equal(bad.length, 0, `${bad.length}: ${bad.slice(0, 3).join("\n")}`);
});
