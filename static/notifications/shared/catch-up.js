/**
 * Brings one tab to where the shared connection is. A tab that joins has a past of its
 * own, and may miss messages of the leader while it is frozen; it then asks the server
 * itself, by short polls from its own cursor. Reopening the shared connection with the
 * lowest cursor instead would send every tab what only one of them lacks.
 */
import { pause } from "../clock.js";
import { fullJitter } from "../ladder/backoff.js";
import { PollRefused, poll } from "../transports/poll.js";

/** @typedef {import("../types.js").Frame} Frame */

const LIMITS = { baseMs: 1_000, capMs: 30_000 };
const LAG_MS = 500;
/** More than this is not kept while we catch up: asking again costs less. */
const KEPT_FRAMES = 500;

export class CatchUp {
  /** Whether it is under way; live frames are then for `keep`. */
  busy = false;

  #env;
  /** @type {Frame[]|null} null when too many came */
  #kept = [];
  #again = false;
  #abort = new AbortController();

  /**
   * @param {{
   *   http: import("../http.js").Http, clock: import("../clock.js").Clock, random: () => number,
   *   request: () => import("../types.js").Request, take: (frame: Frame) => boolean,
   *   refused: (reason: import("../types.js").Reason) => void,
   * }} env `take` answers false when something is missing before the frame
   */
  constructor(env) {
    this.#env = env;
  }

  /** @param {Frame} frame that came over the shared connection meanwhile */
  keep(frame) {
    if (this.#kept && this.#kept.length >= KEPT_FRAMES) this.#kept = null;
    this.#kept?.push(frame);
  }

  /** Once more from the start, if it is under way: there is something newer to reach. */
  async run() {
    this.#again = true;
    if (this.busy) return;
    this.busy = true;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      while (this.#again && !signal.aborted) await this.#round(signal);
    } catch (error) {
      if (!(error instanceof PollRefused)) throw error;
      this.#env.refused(error.reason);
    } finally {
      this.busy = false;
    }
  }

  stop() {
    this.#abort.abort();
  }

  /** @param {AbortSignal} signal */
  async #round(signal) {
    this.#again = false;
    this.#kept = [];
    await this.#toHead(signal);
    if (this.#kept?.every((frame) => this.#env.take(frame))) return;
    this.#again = true;
    // The process that answered may be half a second behind the one that the leader is on.
    await pause(this.#env.clock, LAG_MS, signal);
  }

  /** @param {AbortSignal} signal */
  async #toHead(signal) {
    for (let round = 0, more = true; more && !signal.aborted; ) {
      try {
        const answer = await poll(this.#env.http, this.#env.request(), { wait: 0, signal });
        for (const frame of answer.frames) this.#env.take(frame);
        more = answer.more;
        round = 0;
      } catch (error) {
        const reason = error instanceof PollRefused ? error.reason : null;
        if (reason?.kind === "refused") throw error;
        const ms = fullJitter(round, { ...LIMITS, random: this.#env.random });
        await pause(this.#env.clock, Math.max(ms, reason?.retryMs ?? 0), signal);
        round += 1;
      }
    }
  }
}
