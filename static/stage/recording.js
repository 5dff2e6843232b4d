// What floats by at which moment of a stage's recording: windows of it, loaded as they are needed, and what
// happened since. The rule that tests hold it to: a window with the events after it is a fresh window.

import { systemClock } from "../notifications/clock.js";

/** @typedef {import("../chat/types.js").Message} Message */
/** @typedef {{messages: Message[]}} Window */

export const WINDOW_MS = 20_000;
// After a failure the stage goes on without the window for so long.
const RETRY_MS = 5_000;
// About ten minutes; older ones are loaded again when somebody goes back.
const WINDOWS_MAX = 30;
// Of more the server makes an even choice: over a loop that is watched for hours the window is loaded anew.
const MESSAGES_MAX = 1_000;

export class Recording {
  #load;
  /** Messages by id, by number of the window; null while it is loaded. @type {Map<number, Map<number, Message> | null>} */
  #windows = new Map();
  /** What was told while answers were on their way: they may be older than that. @type {Map<number, Message>} */
  #told = new Map();
  #loading = 0;

  #clock;

  /**
   * @param {(fromMs: number, toMs: number) => Promise<Window>} load
   * @param {Pick<import("../notifications/clock.js").Clock, "setTimeout">} [clock]
   */
  constructor(load, clock = systemClock) {
    this.#load = load;
    this.#clock = clock;
  }

  /** Is that moment at hand? @param {number} ms */
  has(ms) {
    return Boolean(this.#windows.get(Math.floor(ms / WINDOW_MS)));
  }

  /**
   * Sees to it that this moment and what follows are at hand. May be called often.
   * @param {number} ms
   */
  async prepare(ms) {
    const number = Math.floor(ms / WINDOW_MS);
    await Promise.all([this.#fetch(number), this.#fetch(number + 1)]);
  }

  /** Takes in what was just said, edited, removed or restored. @param {Message} message */
  take(message) {
    const at = message.bullet?.at_ms ?? null;
    if (at === null) return;
    const number = Math.floor(at / WINDOW_MS);
    const window = this.#windows.get(number)?.set(/** @type {number} */ (message.id), message);
    if (window && window.size > MESSAGES_MAX) this.#windows.delete(number);
    if (this.#loading > 0) this.#told.set(/** @type {number} */ (message.id), message);
  }

  /**
   * What floats by from one moment up to another, in order.
   * @param {number} fromMs
   * @param {number} toMs without this one
   * @returns {Message[]}
   */
  between(fromMs, toMs) {
    const found = [];
    for (let number = Math.floor(fromMs / WINDOW_MS); number * WINDOW_MS < toMs; number += 1) {
      found.push(...(this.#windows.get(number)?.values() ?? []));
    }
    return found
      .filter((message) => message.removed_at === null && moment(message) >= fromMs && moment(message) < toMs)
      .sort((a, b) => moment(a) - moment(b) || Number(a.id) - Number(b.id));
  }

  /** @param {number} number */
  async #fetch(number) {
    if (number < 0 || this.#windows.has(number)) return;
    this.#windows.set(number, null);
    this.#forget(number);
    const fromMs = number * WINDOW_MS;
    this.#loading += 1;
    try {
      const { messages } = await this.#load(fromMs, fromMs + WINDOW_MS);
      const late = [...this.#told.values()].filter((message) => Math.floor(moment(message) / WINDOW_MS) === number);
      this.#windows.set(number, new Map([...messages, ...late].map((message) => [Number(message.id), message])));
    } catch {
      this.#windows.set(number, new Map());
      this.#clock.setTimeout(() => this.#windows.delete(number), RETRY_MS);
    } finally {
      this.#loading -= 1;
      if (this.#loading === 0) this.#told.clear();
    }
  }

  /** @param {number} here keeps the windows that are nearest to this one */
  #forget(here) {
    const numbers = [...this.#windows.keys()].sort((a, b) => Math.abs(b - here) - Math.abs(a - here));
    for (const number of numbers.slice(0, Math.max(0, numbers.length - WINDOWS_MAX))) this.#windows.delete(number);
  }
}

/** @param {Message} message one with a moment */
function moment(message) {
  return Number(message.bullet?.at_ms);
}
