/**
 * The waits between tries: what the server advised, or longer and longer with full
 * jitter; and, when every rung failed, whether the network is gone or all is blocked.
 */
import { fullJitter, spread } from "./backoff.js";

export class Patience {
  #env;
  #status;
  #begin;
  #round = 0;
  /** Counts interruptions, so that an answer that comes after one is known as late. */
  #epoch = 0;
  #advisedUntil = 0;
  /** @type {any} */
  #timer;

  /**
   * @param {import("./ladder.js").Env} env
   * @param {import("./status.js").Status} status
   * @param {(index: number) => void} begin starts over from this rung
   */
  constructor(env, status, begin) {
    this.#env = env;
    this.#status = status;
    this.#begin = begin;
  }

  /** Whether the server asked for a wait that is not over. */
  get advised() {
    return this.#env.clock.now() < this.#advisedUntil;
  }

  /** A connection lasted: the next waits are short again. */
  settle() {
    this.#round = 0;
  }

  /** Ends any wait. */
  rest() {
    this.#epoch += 1;
    this.#advisedUntil = 0;
    this.#env.clock.clearTimeout(this.#timer);
  }

  /** @param {number} index the rung to begin with after a jittered wait */
  backOff(index) {
    this.#wait(this.#jitter(), "waiting", () => this.#begin(index));
  }

  /** Comes back when the server said, a little spread. @param {number} index @param {number} ms */
  obey(index, ms) {
    this.#wait(spread(ms, this.#env.random), "waiting", () => this.#begin(index));
    this.#advisedUntil = this.#env.clock.now() + ms;
  }

  /** Like `obey`, for a server that has not let us in: no sooner than our own wait. @param {number} index @param {number} ms */
  queue(index, ms) {
    this.obey(index, Math.max(ms, this.#jitter()));
  }

  /** Every rung failed. */
  retreat() {
    this.#ask(() => this.backOff(0));
  }

  /** While the server is out of reach, one small request each time is enough. */
  #scout() {
    this.#ask(() => this.#begin(0));
  }

  /** Nothing comes of it when something else has happened meanwhile. @param {() => void} there when it is in reach */
  async #ask(there) {
    const epoch = this.#epoch;
    const reachable = await this.#env.reachable();
    if (epoch !== this.#epoch) return;
    if (reachable) there();
    else this.#wait(this.#jitter(), "offline", () => this.#scout());
  }

  #jitter() {
    const { times, random } = this.#env;
    const ms = fullJitter(this.#round, { baseMs: times.backoffBaseMs, capMs: times.backoffCapMs, random });
    this.#round += 1;
    return ms;
  }

  /** @param {number} ms @param {"waiting"|"offline"} state @param {() => void} then */
  #wait(ms, state, then) {
    this.rest();
    this.#status.waiting(state, this.#env.clock.now() + ms);
    this.#timer = this.#env.clock.setTimeout(then, ms);
  }
}
