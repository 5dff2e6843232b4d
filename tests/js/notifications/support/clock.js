/** A clock that goes only when told. */

export class FakeClock {
  #now = 1_000_000;
  #count = 0;
  #timers = new Map();

  now() {
    return this.#now;
  }

  setTimeout(fn, ms) {
    this.#count += 1;
    this.#timers.set(this.#count, { fn, due: this.#now + Math.max(0, ms) });
    return this.#count;
  }

  clearTimeout(timer) {
    this.#timers.delete(timer);
  }

  /** Lets time pass, and everything that waits for it happen in order. */
  async advance(ms) {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      const [timer, { fn, due }] = next;
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, due);
      fn();
      await settle();
    }
    this.#now = end;
  }

  /** The machine sleeps: time passes, and nothing happens. */
  leap(ms) {
    this.#now += ms;
  }

  #next(end) {
    const due = [...this.#timers].filter(([, timer]) => timer.due <= end);
    return due.sort(([a, x], [b, y]) => x.due - y.due || a - b)[0];
  }
}

/** Lets everything that is ready run: promises, and streams of Node behind them. */
export async function settle() {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((done) => setImmediate(done));
}
