/**
 * When to look for a better transport than the one in use: soon after stepping down or
 * after the network came back, then every few minutes (CONTRACT C10).
 */

export class Lookout {
  #clock;
  #times;
  #random;
  #look;
  #step = 0;
  /** @type {any} */
  #timer;

  /**
   * @param {{clock: import("../clock.js").Clock, times: import("./times.js").Times, random: () => number}} env
   * @param {() => void} look
   */
  constructor({ clock, times, random }, look) {
    this.#clock = clock;
    this.#times = times;
    this.#random = random;
    this.#look = look;
  }

  /** Waits for the next look; each is further off than the one before. */
  next() {
    this.rest();
    const { probesMs } = this.#times;
    const ms = probesMs[Math.min(this.#step, probesMs.length - 1)];
    this.#step += 1;
    // Spread downwards: the limits of C10 are upper limits.
    this.#timer = this.#clock.setTimeout(this.#look, ms * (1 - this.#random() / 5));
  }

  /** The network changed: what was blocked may be open. */
  renew() {
    this.#step = 0;
  }

  rest() {
    this.#clock.clearTimeout(this.#timer);
  }
}
