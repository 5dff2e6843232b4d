/**
 * The text cursor `g5f2c.room-42:318,user-7:3`: how far we have come in each stream.
 *
 * Applications keep it as an opaque text. Only this library looks inside, because an
 * event that two transports bring is recognised by its stream and position.
 */

const ENTRY = /^([a-z0-9_%A-F-]+):(\d+)$/;

export class Cursor {
  /**
   * @param {string} generation of the log; "" while unknown
   * @param {Map<string, number>} positions
   */
  constructor(generation = "", positions = new Map()) {
    this.generation = generation;
    this.positions = positions;
  }

  /**
   * @param {string} text
   * @returns {Cursor}
   * @throws {SyntaxError} when it is not a cursor
   */
  static parse(text) {
    const dot = text.indexOf(".");
    const generation = dot < 0 ? "" : text.slice(0, dot);
    const entries = text.slice(dot + 1);
    const positions = new Map();
    for (const entry of entries ? entries.split(",") : []) {
      const match = ENTRY.exec(entry);
      if (!match) throw new SyntaxError(`not a cursor: ${text.slice(0, 80)}`);
      positions.set(match[1], Number(match[2]));
    }
    return new Cursor(generation, positions);
  }

  /** @returns {string} "" when nothing is known yet */
  toString() {
    const entries = [...this.positions].map(([stream, position]) => `${stream}:${position}`).join(",");
    return this.generation && entries ? `${this.generation}.${entries}` : entries;
  }
}
