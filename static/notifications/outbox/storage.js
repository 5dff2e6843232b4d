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
    return settled(this.#items("readonly").getAll());
  }

  /** @param {Item} item */
  async put(item) {
    await settled(this.#items("readwrite").put(item));
  }

  /** @param {string} client_id */
  async delete(client_id) {
    await settled(this.#items("readwrite").delete(client_id));
  }

  /** @param {IDBTransactionMode} mode */
  #items(mode) {
    return this.#database.transaction("items", mode).objectStore("items");
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
    return new IndexedDbShelf(await settled(opening));
  } catch {
    // Private windows and full disks: messages then live as long as the page.
    return new MemoryShelf();
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
