/** What the tabs of one browser have in common: locks and channels. */

export class FakeBrowser {
  #channels = new Map();
  /** @type {Map<string, {held: any, queue: any[]}>} */
  #locks = new Map();

  channel(name) {
    const all = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, all);
    const channel = {
      onmessage: null,
      frozen: false,
      postMessage: (data) => {
        for (const other of all) {
          if (other === channel) continue;
          queueMicrotask(() => !other.frozen && other.onmessage?.({ data: structuredClone(data) }));
        }
      },
      close: () => all.delete(channel),
    };
    all.add(channel);
    return channel;
  }

  /** Locks as seen by one tab; `die` is what a crash does. */
  locks() {
    const mine = new Set();
    return {
      request: (name, options, callback) => this.#request(mine, name, options, callback),
      die: () => {
        for (const end of mine) end();
      },
    };
  }

  #request(mine, name, { signal, steal }, callback) {
    const lock = this.#locks.get(name) ?? { held: null, queue: [] };
    this.#locks.set(name, lock);
    return new Promise((done, failed) => {
      const entry = { failed, dead: false };
      entry.grant = async () => {
        lock.held = entry;
        const result = await callback();
        if (lock.held === entry) this.#next(lock);
        if (!entry.dead) done(result);
      };
      mine.add(() => {
        entry.dead = true;
        lock.queue = lock.queue.filter((other) => other !== entry);
        if (lock.held === entry) this.#next(lock);
      });
      signal?.addEventListener("abort", () => {
        if (!lock.queue.includes(entry)) return;
        lock.queue = lock.queue.filter((other) => other !== entry);
        failed(signal.reason);
      });
      if (steal && lock.held) {
        lock.held.failed(new DOMException("stolen", "AbortError"));
        entry.grant();
      } else if (lock.held) lock.queue.push(entry);
      else entry.grant();
    });
  }

  #next(lock) {
    lock.held = null;
    lock.queue.shift()?.grant();
  }
}
