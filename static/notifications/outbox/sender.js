/**
 * Empties the outbox: for each room one message after the other, each until the server
 * has said yes or no. Of several tabs one sends at a time.
 */
import { pause } from "../clock.js";
import { CommandError } from "../commands.js";
import { fullJitter } from "../ladder/backoff.js";

/** @typedef {import("./storage.js").Item} Item */
/**
 * `first` gives the oldest pending message of a room; `locks` and `lock` belong to the
 * tabs of one person.
 * @typedef {{
 *   first: (room: number) => Promise<Item|undefined>,
 *   send: (name: string, args: Record<string, any>) => Promise<{status: number, result: any}>,
 *   sent: (item: Item, result: any) => Promise<void>,
 *   refused: (item: Item, error: CommandError) => Promise<void>,
 *   delayed: (item: Item, error: CommandError) => void,
 *   locks: Pick<LockManager, "request">|null, lock: string,
 *   clock: import("../clock.js").Clock, random: () => number,
 * }} Env
 */

const BACKOFF = { baseMs: 1_000, capMs: 30_000 };
/** A frozen tab may hold the lock. Sending twice is harmless (same client_id), waiting is not. */
const LOCK_MS = 15_000;
/** Once that was so, the next messages need not find it out again. */
const HELD_MS = 500;
/** Answers that may be different later. */
const PASSING = [0, 408, 425, 429];

export class Sender {
  #env;
  #closed = new AbortController();
  /** @type {Map<number, {again: boolean}>} the rooms that are being emptied */
  #busy = new Map();
  #lockMs = LOCK_MS;
  /** How long the server wants nothing for a room, as it told another tab. @type {Map<number, {ms: number, since: number}>} */
  #holds = new Map();
  /** Ends the waits between tries. */
  #nudge = new AbortController();

  /** @param {Env} env */
  constructor(env) {
    this.#env = env;
  }

  /** @param {number} room */
  async empty(room) {
    const busy = this.#busy.get(room);
    if (busy) {
      busy.again = true;
      return;
    }
    const turn = { again: true };
    this.#busy.set(room, turn);
    try {
      for (let round = 0; turn.again && !this.#closed.signal.aborted; ) {
        turn.again = false;
        await this.#held(room);
        if (this.#closed.signal.aborted) return;
        const outcome = await this.#alone(room);
        turn.again ||= outcome !== "idle";
        round = typeof outcome === "number" ? round + 1 : 0;
        if (typeof outcome === "number") await this.#wait(round, outcome);
      }
    } finally {
      this.#busy.delete(room);
    }
  }

  /** The server told another tab to wait. @param {number} room @param {number} ms */
  hold(room, ms) {
    this.#holds.set(room, { ms, since: this.#env.clock.now() });
  }

  /** @param {number} room */
  async #held(room) {
    const { ms, since } = this.#holds.get(room) ?? { ms: 0, since: 0 };
    // A clock that was set back must not make it wait for hours.
    const waitMs = Math.min(ms, since + ms - this.#env.clock.now());
    if (waitMs > 0) await pause(this.#env.clock, waitMs, this.#closed.signal);
    this.#holds.delete(room);
  }

  /** @param {number} round @param {number} atLeastMs */
  async #wait(round, atLeastMs) {
    const ms = fullJitter(round, { ...BACKOFF, random: this.#env.random });
    // What the server asked for is waited out, whoever is in a hurry.
    await pause(this.#env.clock, atLeastMs, this.#closed.signal);
    await pause(this.#env.clock, ms - atLeastMs, this.#nudge.signal);
  }

  /** Ends the waits: the connection is back. */
  nudge() {
    this.#nudge.abort();
    this.#nudge = new AbortController();
  }

  close() {
    this.#closed.abort();
    this.nudge();
  }

  /** @param {number} room @returns {Promise<"done"|"idle"|number>} */
  async #alone(room) {
    const { locks, lock } = this.#env;
    if (!locks) return this.#sendFirst(room);
    let granted = false;
    const held = () => {
      granted = true;
      this.#lockMs = LOCK_MS;
      return this.#sendFirst(room);
    };
    try {
      return await locks.request(`${lock} ${room}`, { signal: AbortSignal.timeout(this.#lockMs) }, held);
    } catch (error) {
      if (granted) throw error;
      this.#lockMs = HELD_MS;
      return this.#sendFirst(room);
    }
  }

  /**
   * @param {number} room
   * @returns {Promise<"done"|"idle"|number>} `done`: look for the next; a number: try again, after as many ms at least
   */
  async #sendFirst(room) {
    const item = await this.#env.first(room);
    if (!item) return "idle";
    try {
      const { result } = await this.#env.send("message.post", item.args);
      await this.#env.sent(item, result);
      return "done";
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      // Signed out, or somebody has signed in since this page was made: it waits until its author is back.
      if (error.status === 401 || error.code === "csrf") return "idle";
      if (PASSING.includes(error.status) || error.status >= 500) {
        if (error.retryAfter) this.#env.delayed(item, error);
        return (error.retryAfter ?? 0) * 1_000;
      }
      await this.#env.refused(item, error);
      return "done";
    }
  }
}
