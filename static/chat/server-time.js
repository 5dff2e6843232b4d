// The server's time, which decides when slow mode and sanctions end, whatever the clock of this computer says.

export class ServerTime {
  #ahead;

  /**
   * @param {string} now the server's time when it made the page
   * @param {() => number} [clock] this computer's, in ms
   */
  constructor(now, clock = Date.now) {
    this.clock = clock;
    this.#ahead = Date.parse(now) - clock();
  }

  /** @returns {number} in ms */
  now() {
    return this.clock() + this.#ahead;
  }
}
