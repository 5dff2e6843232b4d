/**
 * A bad network between a transport and the client library, as bad as one sets it.
 *
 * @typedef {import("../notifications/types.js").Transport} Transport
 * @typedef {import("../notifications/types.js").Frame} Frame
 * @typedef {import("../notifications/types.js").Reason} Reason
 * @typedef {{delayMs: number, dropShare: number, bufferMs: number}} Knobs
 *   `dropShare` of all frames with events, from 0 to 1; `bufferMs` is how long a proxy
 *   collects before it passes anything on
 */
import { systemClock } from "../notifications/clock.js";

/** @type {Knobs} */
export const FAIR = { delayMs: 0, dropShare: 0, bufferMs: 0 };

/**
 * When something gets through that came at `now`: never before what came earlier.
 *
 * @param {number} now
 * @param {number} lastDue
 * @param {Knobs} knobs
 */
export function dueAt(now, lastDue, { delayMs, bufferMs }) {
  const arrives = now + delayMs;
  const released = bufferMs > 0 ? Math.ceil(arrives / bufferMs) * bufferMs : arrives;
  return Math.max(released, lastDue);
}

/** A Transport (types.js) around another, which it harms. */
export class Faulty {
  onframe = (/** @type {Frame} */ _) => {};
  onalive = () => {};
  onclose = (/** @type {Reason} */ _) => {};

  #inner;
  #knobs;
  #clock;
  #random;
  #lastDue = 0;
  /** @type {Set<any>} */
  #timers = new Set();

  /**
   * @param {Transport} inner
   * @param {() => Knobs} knobs asked for each frame
   * @param {{clock?: import("../notifications/clock.js").Clock, random?: () => number}} [env]
   */
  constructor(inner, knobs, { clock = systemClock, random = Math.random } = {}) {
    this.#inner = inner;
    this.#knobs = knobs;
    this.#clock = clock;
    this.#random = random;
    // What a transport cannot do must not look as if it could.
    const { send, update, probe, slow } = inner;
    if (send) this.send = (/** @type {object} */ frame) => inner.send?.(frame);
    if (update) this.update = (/** @type {any} */ request) => inner.update?.(request) ?? false;
    if (probe) this.probe = () => inner.probe?.();
    if (slow) this.slow = (/** @type {boolean} */ hidden) => inner.slow?.(hidden);
  }

  /** @param {import("../notifications/types.js").Request} request */
  open(request) {
    this.#inner.onalive = () => this.#later(() => this.onalive());
    this.#inner.onframe = (frame) => {
      const lost = frame.type === "events" && this.#random() < this.#knobs().dropShare;
      if (!lost) this.#later(() => this.onframe(frame));
    };
    this.#inner.onclose = (reason) => {
      this.#forget();
      this.onclose(reason);
    };
    this.#inner.open(request);
  }

  close() {
    this.#forget();
    this.#inner.close();
  }

  /** Cuts the line, as a network does that goes away. */
  kill() {
    this.close();
    this.onclose({ kind: "lost", why: "network" });
  }

  /** @param {() => void} act */
  #later(act) {
    const now = this.#clock.now();
    const due = dueAt(now, this.#lastDue, this.#knobs());
    this.#lastDue = due;
    if (due <= now) return act();
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, due - now);
    this.#timers.add(timer);
  }

  #forget() {
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
  }
}
