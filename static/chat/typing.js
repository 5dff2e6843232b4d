// Who is writing just now: each signal counts for a few seconds, a message ends it.

/** @typedef {import("./types.js").Person} Person */

// A writer repeats the signal every 3 s (see composer.js); twice that survives one lost signal.
export const TYPING_LASTS_MS = 6_000;

export class Typing {
  /** @type {Map<number, {person: Person, until: number}>} */
  #writers = new Map();

  /**
   * @param {Person} person
   * @param {number} now in ms
   */
  heard(person, now) {
    this.#writers.set(person.id, { person, until: now + TYPING_LASTS_MS });
  }

  /** @param {number} id of the person whose message arrived */
  done(id) {
    this.#writers.delete(id);
  }

  /**
   * @param {number} now in ms
   * @returns {Person[]} in the order in which they began
   */
  who(now) {
    for (const [id, { until }] of this.#writers) {
      if (until <= now) this.#writers.delete(id);
    }
    return [...this.#writers.values()].map(({ person }) => person);
  }
}
