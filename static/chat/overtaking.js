// Events that overtake an answer of the server: a page that was on its way does not know of them.

/** @typedef {import("./types.js").LogEvent} LogEvent */

export class Overtaking {
  /** What came while each question was open. @type {Set<LogEvent[]>} */
  #open = new Set();

  /** @param {LogEvent[]} events */
  heard(events) {
    for (const meanwhile of this.#open) meanwhile.push(...events);
  }

  /**
   * @template T
   * @param {Promise<T>} asked
   * @returns {Promise<{answer: T, meanwhile: LogEvent[]}>} the answer, and what came before it
   */
  async during(asked) {
    /** @type {LogEvent[]} */
    const meanwhile = [];
    this.#open.add(meanwhile);
    try {
      return { answer: await asked, meanwhile };
    } finally {
      this.#open.delete(meanwhile);
    }
  }
}
