/**
 * Where unsent messages are kept. Two shelves with one interface: IndexedDB, which
 * survives the page, and memory, for where the browser forbids the other.
 *
 * @typedef {{
 *   client_id: string, room: number, order: number, state: "pending"|"refused",
 *   args: Record<string, any>, error: {status: number, code: string, detail: string}|null,
 * }} Item `args` as `message.post` takes them
 * @typedef {{all(): Promise<Item[]>, put(item: Item): Promise<void>, delete(client_id: string): Promise<void>}} Shelf
 */

/** Some browsers never answer; a message must not wait for them. */
const OPENED_MS = 5_000;

/** @implements {Shelf} */
export class MemoryShelf {
  /** @type {Map<string, Item>} */
  #items = new Map();

  async all() {
    return [...this.#items.values()];
  }

  /** @param {Item} item */
  async put(item) {
    this.#items.set(item.client_id, structuredClone(item));
  }

  /** @param {string} client_id */
  async delete(client_id) {
    this.#items.delete(client_id);
  }
}

/** @implements {Shelf} */
export class IndexedDbShelf {
  #database;

  /** @param {IDBDatabase} database */
  constructor(database) {
    this.#database = database;
  }

  all() {
    return settled(this.#database.transaction("items").objectStore("items").getAll());
  }

  /** @param {Item} item */
  put(item) {
    return this.#change((items) => items.put(item));
  }

  /** @param {string} client_id */
  delete(client_id) {
    return this.#change((items) => items.delete(client_id));
  }

  /**
   * Done when it is on the disk: a full one is noticed after the request has succeeded.
   *
   * @param {(items: IDBObjectStore) => void} change
   * @returns {Promise<void>}
   */
  #change(change) {
    const transaction = this.#database.transaction("items", "readwrite");
    change(transaction.objectStore("items"));
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done();
      transaction.onabort = () => failed(transaction.error);
    });
  }
}

/**
 * A shelf that may fail at any moment (a full disk, data that somebody cleared away), with memory for what it did
 * not take: nothing that was typed is lost while the page lives.
 *
 * @implements {Shelf}
 */
export class SteadyShelf {
  #shelf;
  #memory = new MemoryShelf();
  /** Taken away, whether the shelf let go of them or not. @type {Set<string>} */
  #gone = new Set();

  /** @param {Shelf} shelf */
  constructor(shelf) {
    this.#shelf = shelf;
  }

  async all() {
    const kept = await attempt(() => this.#shelf.all(), []);
    const held = await this.#memory.all();
    const elsewhere = new Set([...this.#gone, ...held.map(({ client_id }) => client_id)]);
    return [...kept.filter(({ client_id }) => !elsewhere.has(client_id)), ...held];
  }

  /** @param {Item} item */
  async put(item) {
    this.#gone.delete(item.client_id);
    const taken = await attempt(() => this.#shelf.put(item).then(() => true), false);
    await (taken ? this.#memory.delete(item.client_id) : this.#memory.put(item));
  }

  /** @param {string} client_id */
  async delete(client_id) {
    const gone = await attempt(() => this.#shelf.delete(client_id).then(() => true), false);
    if (!gone) this.#gone.add(client_id);
    await this.#memory.delete(client_id);
  }
}

/**
 * @param {string} owner whose messages: another person on this computer must not send them
 * @returns {Promise<Shelf>}
 */
export async function openShelf(owner) {
  try {
    const opening = indexedDB.open(`outbox ${owner}`, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("items", { keyPath: "client_id" });
    const tooLate = new Promise((_, failed) => setTimeout(failed, OPENED_MS, new Error("too late")));
    return new SteadyShelf(new IndexedDbShelf(await Promise.race([settled(opening), tooLate])));
  } catch {
    // Private windows and full disks: messages then live as long as the page.
    return new MemoryShelf();
  }
}

/**
 * @template T
 * @param {() => Promise<T>} ask
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
async function attempt(ask, otherwise) {
  try {
    return await ask();
  } catch {
    return otherwise;
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
