// Does what is asked for at once, but not more often than that: what is asked for meanwhile is done together.

export class Pace {
  #does;
  #everyMs;
  #clock;
  #doneAt = -Infinity;
  /** @type {any} */
  #timer = null;

  /**
   * @param {() => void} does
   * @param {number} everyMs
   * @param {Pick<import("../notifications/clock.js").Clock, "now" | "setTimeout" | "clearTimeout">} clock
   */
  constructor(does, everyMs, clock) {
    this.#does = does;
    this.#everyMs = everyMs;
    this.#clock = clock;
  }

  ask() {
    if (this.#timer !== null) return;
    const waitMs = this.#doneAt + this.#everyMs - this.#clock.now();
    if (waitMs <= 0) this.#do();
    // A clock that was set back must not make it wait for hours.
    else this.#timer = this.#clock.setTimeout(() => this.#do(), Math.min(waitMs, this.#everyMs));
  }

  /** Does not wait with what was asked for. */
  hurry() {
    if (this.#timer !== null) this.#do();
  }

  #do() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#does();
    // It is the end that counts, so that something slow leaves time for others.
    this.#doneAt = this.#clock.now();
  }
}
