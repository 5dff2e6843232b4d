// The server's time, which decides when slow mode and sanctions end, whatever the clock of this computer says.

export class ServerTime {
  #ahead;

  /**
   * @param {string} now the server's time when it made the page
   * @param {() => number} [clock] this computer's, in ms
   * @param {number} [at] when that time arrived here, by that clock
   */
  constructor(now, clock = Date.now, at = arrival() ?? clock()) {
    this.clock = clock;
    this.#ahead = Date.parse(now) - at;
  }

  /** @returns {number} in ms */
  now() {
    return this.clock() + this.#ahead;
  }
}

/** When the page began to arrive, in ms; by now seconds may have gone by. */
function arrival() {
  const [navigation] = performance.getEntriesByType("navigation");
  const { responseStart } = /** @type {PerformanceNavigationTiming} */ (navigation ?? {});
  return responseStart ? performance.timeOrigin + responseStart : null;
}
