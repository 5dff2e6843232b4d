/** A ladder on a fake server, and a record of everything that came out of it. */
import { Ladder } from "../../../../static/notifications/ladder/ladder.js";
import { Memory } from "../../../../static/notifications/ladder/memory.js";
import { TIMES } from "../../../../static/notifications/ladder/times.js";
import { Inbox } from "../../../../static/notifications/wire/inbox.js";
import { FakeClock } from "./clock.js";
import { FakeServer } from "./server.js";

export const ROOM = "room-1";

export function memoryStore() {
  const notes = new Map();
  return {
    getItem: (key) => notes.get(key) ?? null,
    setItem: (key, value) => notes.set(key, value),
    removeItem: (key) => notes.delete(key),
  };
}

export class Bench {
  clock = new FakeClock();
  server = new FakeServer(this.clock);
  store = memoryStore();
  network = "wifi";
  frames = [];
  states = [];
  renewed = [];

  constructor({
    after = "g1.room-1:0",
    rungs = ["websocket", "sse", "long-poll", "short-poll"],
    extras,
    random = () => 0.5,
  } = {}) {
    this.inbox = new Inbox(after);
    this.ladder = new Ladder({
      rungs: this.server.rungs(rungs, extras),
      inbox: this.inbox,
      reachable: async () => this.server.healthy,
      renew: (request) => this.renewed.push(request.follow),
      memory: this.memory(),
      clock: this.clock,
      random,
      times: TIMES,
    });
    this.ladder.onframe = (frame) => this.frames.push(frame);
    this.ladder.onstate = (state) => this.states.push(state);
  }

  memory() {
    const setting = { store: this.store, key: "t", network: () => this.network, now: () => this.clock.now() };
    return new Memory({ ...setting, ttlMs: TIMES.memoryMs });
  }

  get state() {
    return this.states.at(-1);
  }

  /** Positions of the room, in the order in which they came out. */
  get positions() {
    return this.events.filter(({ stream }) => stream === ROOM).map(({ position }) => position);
  }

  get events() {
    return this.frames.filter(({ type }) => type === "events").flatMap(({ events }) => events);
  }

  async open(ms = 100) {
    this.ladder.want({ follow: [ROOM], watch: [] });
    await this.clock.advance(ms);
  }
}

/** 1, 2, … n: everything, once, in order. */
export const upTo = (n) => Array.from({ length: n }, (_, index) => index + 1);
