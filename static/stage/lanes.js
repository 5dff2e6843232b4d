// Which row of a stage a bullet takes, so that no two that cross in a row ever overlap, nor two that stand
// there. One that stands and one that crosses avoid each other while there are other rows. Pure: ms and px.

// Between the end of one bullet and the beginning of the next; also forgives a frame of lateness.
export const GAP_PX = 24;

/**
 * A bullet on its way from the right edge to beyond the left one, always as long.
 * @typedef {{enteredAt: number, width: number, durationMs: number}} Passage
 */

export class Lanes {
  #width;
  /** Who entered each row last. @type {(Passage | null)[]} */
  #passages;
  /** Until when somebody stands in each row. @type {number[]} */
  #standing;

  /**
   * @param {object} stage
   * @param {number} stage.width
   * @param {number} stage.rows
   */
  constructor({ width, rows }) {
    this.#width = width;
    this.#passages = Array(rows).fill(null);
    this.#standing = Array(rows).fill(-Infinity);
  }

  get rows() {
    return this.#passages.length;
  }

  /** How many bullets of one row could begin to cross now. @param {number} now */
  entrances(now) {
    const passage = { enteredAt: now, width: 0, durationMs: Number.MAX_VALUE };
    return this.#passages.filter((last) => mayFollow(last, passage, this.#width)).length;
  }

  /** In how many rows nobody stands now. @param {number} now */
  places(now) {
    return this.#standing.filter((until) => until <= now).length;
  }

  /**
   * Lets a bullet cross the stage.
   * @param {{width: number, durationMs: number, span: number}} bullet `span`: how many rows it is high
   * @param {number} now
   * @returns {number | null} its uppermost row; null: there is no room
   */
  enter({ width, durationMs, span }, now) {
    const passage = { enteredAt: now, width, durationMs };
    const isFree = (/** @type {number} */ row) => mayFollow(this.#passages[row], passage, this.#width);
    const isAlone = (/** @type {number} */ row) => this.#standing[row] <= now && isFree(row);
    const row = this.#first(span, isAlone) ?? this.#first(span, isFree);
    if (row !== null) this.#passages.fill(passage, row, row + span);
    return row;
  }

  /**
   * Lets a bullet stand, as near as possible to an edge.
   * @param {{durationMs: number, span: number, edge: "top" | "bottom"}} bullet
   * @param {number} now
   * @returns {number | null} its uppermost row; null: there is no room
   */
  stand({ durationMs, span, edge }, now) {
    const fromBelow = edge === "bottom";
    const isFree = (/** @type {number} */ row) => this.#standing[row] <= now;
    const isAlone = (/** @type {number} */ row) => isFree(row) && hasPassed(this.#passages[row], now);
    const row = this.#first(span, isAlone, fromBelow) ?? this.#first(span, isFree, fromBelow);
    if (row !== null) this.#standing.fill(now + durationMs, row, row + span);
    return row;
  }

  /**
   * @param {number} span
   * @param {(row: number) => boolean} isFree
   * @param {boolean} [fromBelow]
   */
  #first(span, isFree, fromBelow = false) {
    const last = this.rows - span;
    for (let step = 0; step <= last; step += 1) {
      const row = fromBelow ? last - step : step;
      if (Array.from({ length: span }, (_, index) => row + index).every(isFree)) return row;
    }
    return null;
  }
}

/**
 * May a bullet enter a row behind the last one, without touching it anywhere on the stage?
 * @param {Passage | null} last
 * @param {Passage} next
 * @param {number} stageWidth
 */
export function mayFollow(last, next, stageWidth) {
  const now = next.enteredAt;
  if (last === null || hasPassed(last, now)) return true;
  const hasEntered = (now - last.enteredAt) * speed(last, stageWidth) >= last.width + GAP_PX;
  // A longer bullet is faster: the one before it must have left when it arrives at the left edge.
  return hasEntered && now + stageWidth / speed(next, stageWidth) >= last.enteredAt + last.durationMs;
}

/**
 * @param {Passage | null} last
 * @param {number} now
 */
function hasPassed(last, now) {
  return last === null || now >= last.enteredAt + last.durationMs;
}

/**
 * @param {Passage} passage
 * @param {number} stageWidth
 * @returns {number} px per ms
 */
export function speed({ width, durationMs }, stageWidth) {
  return (stageWidth + width) / durationMs;
}
