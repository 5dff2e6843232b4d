/**
 * Remembers for half an hour which transport worked on this network, so that a page
 * behind a proxy that blocks WebSocket does not pay for finding out each time.
 *
 * @typedef {Pick<Storage, "getItem"|"setItem"|"removeItem">} Store
 */

export class Memory {
  #store;
  #key;
  #network;
  #now;
  #ttlMs;

  /**
   * @param {{store: Store|null, key: string, network: () => string, now: () => number, ttlMs: number}} setting
   *   `network` names the kind of network as well as the browser can tell ("wifi", "4g", "")
   */
  constructor({ store, key, network, now, ttlMs }) {
    this.#store = store;
    this.#key = key;
    this.#network = network;
    this.#now = now;
    this.#ttlMs = ttlMs;
  }

  /** @returns {string|null} the name of the transport */
  recall() {
    return quietly(() => {
      const note = JSON.parse(this.#store?.getItem(this.#key) ?? "null");
      const age = this.#now() - note.at;
      return note.network === this.#network() && age >= 0 && age < this.#ttlMs ? note.name : null;
    });
  }

  /** @param {string} name */
  remember(name) {
    const note = { name, at: this.#now(), network: this.#network() };
    quietly(() => this.#store?.setItem(this.#key, JSON.stringify(note)));
  }

  forget() {
    quietly(() => this.#store?.removeItem(this.#key));
  }
}

/**
 * Storage may be full, forbidden or written by somebody else; then nothing is remembered.
 *
 * @template T
 * @param {() => T} action
 * @returns {T|null}
 */
function quietly(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
