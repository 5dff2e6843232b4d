/**
 * One way in the lab: the client library with this transport alone (or with all of them),
 * behind a network as bad as the knobs say, and what it achieves.
 *
 * @typedef {{
 *   name: string, state: string, transport: string|null, why: string, events: number, latencyMs: number[],
 *   requests: number, bytes: number, overhead: number, cuts: number, backMs: number|null, ms: number,
 * }} Reading
 *   `latencyMs` of the newest events; `cuts`: how often the connection was lost, `backMs`
 *   how long the last return took; `ms` since it was opened
 */
import { systemClock } from "../notifications/clock.js";
import { watchFetch, watchSocket } from "../notifications/doctor/watch.js";
import { Http } from "../notifications/http.js";
import { Ladder } from "../notifications/ladder/ladder.js";
import { Memory } from "../notifications/ladder/memory.js";
import { TIMES } from "../notifications/ladder/times.js";
import { makeRungs } from "../notifications/rungs.js";
import { Inbox } from "../notifications/wire/inbox.js";
import { Faulty } from "./faults.js";

/** @typedef {import("../notifications/rungs.js").TransportName} TransportName */

/** Latencies of so many events make the figures. */
const KEPT = 60;

export class Lane {
  /** Called with each event's moment of arrival and how late it was, in milliseconds. */
  onnews = (/** @type {number} */ _at, /** @type {number} */ _lateMs) => {};

  #name;
  #meter;
  #differenceMs;
  #ladder;
  #since = performance.now();
  #events = 0;
  /** @type {number[]} */
  #latencyMs = [];
  #cuts = 0;
  /** @type {number|null} */
  #lostAt = null;
  /** @type {number|null} */
  #backMs = null;
  /** @type {import("../notifications/types.js").LineState|null} */
  #state = null;
  /** @type {Faulty|null} the one in use, or the last that was tried */
  #line = null;

  /**
   * @param {string} name of the lane
   * @param {TransportName[]} transports
   * @param {{
   *   base: string, health: string, knobs: () => import("./faults.js").Knobs,
   *   meter: import("./meter.js").Meter, differenceMs: number,
   * }} setting `differenceMs` is to be added to our time to get the server's
   */
  constructor(name, transports, { base, health, knobs, meter, differenceMs }) {
    this.#name = name;
    this.#meter = meter;
    this.#differenceMs = differenceMs;
    const http = new Http({ base, call: watchFetch(globalThis.fetch.bind(globalThis), meter.see) });
    const env = { http, clock: systemClock, random: Math.random, Socket: watchSocket(WebSocket, meter.see) };
    const rungs = makeRungs(transports, env).map((rung) => ({
      name: rung.name,
      create: () => this.#harmed(rung, http, knobs),
    }));
    this.#ladder = new Ladder({
      ...env,
      rungs,
      inbox: new Inbox(),
      times: TIMES,
      reachable: () => http.reachable(health),
      memory: new Memory({ store: null, key: "", network: () => "", now: systemClock.now, ttlMs: 0 }),
    });
    this.#ladder.onframe = (frame) => {
      if (frame.type === "events") for (const event of frame.events) this.#news(event);
    };
    this.#ladder.onstate = (state) => this.#changed(state);
  }

  /** @param {string} stream */
  open(stream) {
    this.#since = performance.now();
    this.#ladder.want({ follow: [stream], watch: [] });
  }

  close() {
    this.#ladder.close();
  }

  /** Cuts the connection that is open. */
  kill() {
    this.#line?.kill();
  }

  /** Tries at once, and the best way first. */
  tryNow() {
    this.#ladder.tryNow();
  }

  /** @returns {Reading} */
  get reading() {
    const { requests, bytes, overhead } = this.#meter;
    return {
      name: this.#name,
      state: this.#state?.state ?? "connecting",
      transport: this.#state?.transport ?? null,
      why: this.#state?.failed.at(-1)?.why ?? "",
      events: this.#events,
      latencyMs: this.#latencyMs,
      ...{ requests, bytes, overhead, cuts: this.#cuts, backMs: this.#backMs },
      ms: performance.now() - this.#since,
    };
  }

  /**
   * @param {import("../notifications/types.js").Rung} rung
   * @param {Http} http
   * @param {() => import("./faults.js").Knobs} knobs
   */
  #harmed({ name, create }, http, knobs) {
    const inner = create();
    this.#line = new Faulty(inner, knobs);
    if (name === "websocket" || name === "frame") this.#meter.opened(new URL(name, http.base).href);
    if (name === "frame") this.#weigh(this.#line);
    return this.#line;
  }

  /** @param {Faulty} line */
  #weigh(line) {
    const open = line.open.bind(line);
    line.open = (request) => {
      const { onframe } = line;
      line.onframe = (frame) => {
        this.#meter.script(frame);
        onframe(frame);
      };
      open(request);
    };
  }

  /** @param {import("../notifications/types.js").LogEvent} event */
  #news({ at }) {
    const now = Date.now();
    const late = Math.max(0, now + this.#differenceMs - Date.parse(at));
    this.#events += 1;
    this.#latencyMs = [...this.#latencyMs, late].slice(-KEPT);
    this.onnews(now, late);
  }

  /** @param {import("../notifications/types.js").LineState} state */
  #changed(state) {
    const live = state.state === "live";
    if (this.#state?.state === "live" && !live) {
      this.#cuts += 1;
      this.#lostAt = performance.now();
    }
    if (live && this.#lostAt !== null) {
      this.#backMs = performance.now() - this.#lostAt;
      this.#lostAt = null;
    }
    this.#state = state;
  }
}
