/**
 * What the tabs of one browser want together.
 */
import { without } from "../wire/streams.js";

/** @typedef {import("../types.js").Wish} Wish */

/** The server's limit for one connection (docs/protocol.md). */
const MOST_STREAMS = 50;
/** Hidden tabs may get their timers once a minute; one that is silent for longer is gone. */
const GONE_MS = 150_000;

export class Wants {
  /** @type {Map<string, {wish: Wish, hidden: boolean, heardAt: number}>} */
  #tabs = new Map();

  /** What the shared connection must carry. @returns {Wish} */
  get wish() {
    return together([...this.#tabs.values()].map(({ wish }) => wish));
  }

  /** Whether nobody looks at any of the tabs. */
  get hidden() {
    return [...this.#tabs.values()].every(({ hidden }) => hidden);
  }

  /**
   * @param {string} tab
   * @param {Wish} wish
   * @returns {boolean} whether one connection can carry this too
   */
  fits(tab, wish) {
    const others = [...this.#tabs].filter(([name]) => name !== tab).map(([, want]) => want.wish);
    const { follow, watch } = together([...others, wish]);
    return new Set([...follow, ...watch]).size <= MOST_STREAMS;
  }

  /** @param {string} tab @param {{wish: Wish, hidden: boolean}} want @param {number} now */
  set(tab, { wish, hidden }, now) {
    this.#tabs.set(tab, { wish, hidden, heardAt: now });
  }

  /** @param {string} tab @param {number} now */
  touch(tab, now) {
    const want = this.#tabs.get(tab);
    if (want) want.heardAt = now;
  }

  /** Nobody may have these any more. @param {string[]} streams */
  lose(streams) {
    for (const want of this.#tabs.values()) {
      want.wish = { follow: without(want.wish.follow, streams), watch: without(want.wish.watch, streams) };
    }
  }

  /** @param {string} tab */
  delete(tab) {
    this.#tabs.delete(tab);
  }

  /** Forgets the tabs that have not been heard for long. @param {number} now */
  expire(now) {
    for (const [tab, { heardAt }] of this.#tabs) if (now - heardAt > GONE_MS) this.#tabs.delete(tab);
  }
}

/** @param {Wish[]} wishes @returns {Wish} each stream once */
function together(wishes) {
  const all = (/** @type {"follow"|"watch"} */ kind) => [...new Set(wishes.flatMap((wish) => wish[kind]))];
  return { follow: all("follow"), watch: all("watch") };
}
