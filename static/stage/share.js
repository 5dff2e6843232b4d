// Which of too many bullets are shown: every n-th, and the others never. Nothing waits for its turn.

// Long enough for an even rate, short enough to follow a room that wakes up.
const WINDOW_MS = 3_000;

export class Share {
  /** What came and what was shown of it, newest last. @type {{at: number, came: number, shown: number}[]} */
  #recent = [];
  #credit = 0;

  /**
   * An even choice of what has come.
   * @template Item
   * @param {Item[]} items
   * @param {number} now
   * @param {{perSecond: number, atOnce: number}} room how many the stage can take
   * @returns {Item[]}
   */
  choose(items, now, { perSecond, atOnce }) {
    this.#note(now, items.length, 0);
    const { came } = this.lately(now);
    const share = Math.min(1, (perSecond * WINDOW_MS) / 1_000 / came);
    this.#credit += items.length * share;
    const count = Math.max(0, Math.min(Math.floor(this.#credit), atOnce, items.length));
    // What cannot be shown now is not shown later.
    this.#credit = Math.min(1, this.#credit - count);
    return Array.from({ length: count }, (_, index) => items[Math.floor(((index + 0.5) * items.length) / count)]);
  }

  /**
   * So many of them found a place.
   * @param {number} now
   * @param {number} count
   */
  shown(now, count) {
    this.#note(now, 0, count);
  }

  /**
   * @param {number} now
   * @returns {{came: number, shown: number}}
   */
  lately(now) {
    this.#recent = this.#recent.filter(({ at }) => at > now - WINDOW_MS);
    const sum = (/** @type {"came" | "shown"} */ what) => this.#recent.reduce((all, one) => all + one[what], 0);
    return { came: sum("came"), shown: sum("shown") };
  }

  /**
   * @param {number} at
   * @param {number} came
   * @param {number} shown
   */
  #note(at, came, shown) {
    this.#recent.push({ at, came, shown });
  }
}

// People read "3 of 4", not "47 of 61".
const DENOMINATOR_MAX = 10;
const NEAR_ENOUGH = 0.04;

/**
 * A share in small numbers; null: all are shown, or nearly.
 * @param {{came: number, shown: number}} lately
 * @returns {{shown: number, all: number} | null}
 */
export function fraction({ came, shown }) {
  if (shown >= came * (1 - NEAR_ENOUGH)) return null;
  const share = shown / came;
  for (let all = 2; all <= DENOMINATOR_MAX; all += 1) {
    const part = Math.round(share * all);
    if (part > 0 && part < all && Math.abs(part / all - share) < NEAR_ENOUGH) return { shown: part, all };
  }
  return shown === 0 ? { shown: 0, all: came } : { shown: 1, all: Math.round(came / shown) };
}
