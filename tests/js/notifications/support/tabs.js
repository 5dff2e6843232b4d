/** Tabs of one browser on a fake server, each with its record of what came out. */
import { Ladder } from "../../../../static/notifications/ladder/ladder.js";
import { Memory } from "../../../../static/notifications/ladder/memory.js";
import { TIMES } from "../../../../static/notifications/ladder/times.js";
import { SharedLine } from "../../../../static/notifications/shared/shared-line.js";
import { Cursor } from "../../../../static/notifications/wire/cursor.js";
import { Inbox } from "../../../../static/notifications/wire/inbox.js";
import { FakeBrowser } from "./browser.js";
import { FakeClock } from "./clock.js";
import { json, network } from "./network.js";
import { FakeServer } from "./server.js";

export class Tabs {
  clock = new FakeClock();
  browser = new FakeBrowser();
  server = new FakeServer(this.clock);
  polls = 0;
  random = () => 0.5;

  tab(id, { after = "g1.room-1:0", follow = ["room-1"] } = {}) {
    const inbox = new Inbox(after);
    const locks = this.browser.locks();
    const channel = this.browser.channel("all");
    const { http } = network(({ url }) => this.#poll(url));
    // A frozen page runs no timers and hears nothing.
    const late = new Map();
    const clock = {
      now: () => this.clock.now(),
      setTimeout: (fn, ms) => {
        const timer = this.clock.setTimeout(() => (channel.frozen ? late.set(timer, fn) : fn()), ms);
        return timer;
      },
      clearTimeout: (timer) => {
        late.delete(timer);
        this.clock.clearTimeout(timer);
      },
    };
    const opened = [];
    const own = (transport) => {
      opened.push(transport);
      return { send: () => {} };
    };
    const env = { clock, random: this.random };
    const makeLadder = (shared) =>
      new Ladder({
        ...env,
        rungs: this.server.rungs(["websocket"], { websocket: own }),
        inbox: shared,
        reachable: async () => true,
        renew: () => {},
        memory: new Memory({ store: null, key: "", network: () => "", now: () => 0, ttlMs: 0 }),
        times: TIMES,
      });
    const line = new SharedLine({ ...env, id, lock: "all", locks, channel, inbox, http, makeLadder });
    const seen = { frames: [], states: [], alone: false };
    line.onframe = (frame) => seen.frames.push(frame);
    line.onstate = (state) => seen.states.push(state);
    line.onalone = () => {
      seen.alone = true;
    };
    line.want({ follow, watch: [] });
    const positions = (stream = "room-1") =>
      seen.frames
        .filter(({ type }) => type === "events")
        .flatMap(({ events }) => events.filter((event) => event.stream === stream).map(({ position }) => position));
    const crash = () => {
      channel.frozen = true;
      for (const transport of opened) transport.close();
      locks.die();
    };
    const thaw = () => {
      channel.frozen = false;
      for (const [timer, fn] of late) {
        late.delete(timer);
        fn();
      }
    };
    return { line, seen, positions, channel, inbox, crash, thaw };
  }

  /** A short poll of a tab that catches up. */
  #poll(url) {
    this.polls += 1;
    const follow = url.searchParams.get("follow").split(",");
    const denied = follow.filter((stream) => this.server.forbidden.has(stream));
    if (denied.length > 0)
      return json({ status: 403, code: "forbidden", detail: "", streams: denied }, { status: 403 });
    const after = Cursor.parse(url.searchParams.get("after") ?? "").positions;
    const events = follow.flatMap((stream) => this.server.since(stream, after.get(stream) ?? this.server.head(stream)));
    const heads = new Map(follow.map((stream) => [stream, this.server.head(stream)]));
    return json({ cursor: new Cursor(this.server.generation, heads).toString(), events, more: false, next_ms: 0 });
  }
}
