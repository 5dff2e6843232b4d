/**
 * What makes switching safe: each event is let through once, in order, without a hole.
 *
 * Two transports may be open at once and bring the same event; a reconnect may repeat
 * some. A position that was seen is dropped, the next one passes, and one further on is
 * a hole, which the caller answers by asking again from `cursor`.
 */
import { Cursor } from "./cursor.js";
import { carries } from "./streams.js";

/** @typedef {import("../types.js").LogEvent} LogEvent */
/** @typedef {import("../types.js").Wish} Wish */

export class Inbox {
  #cursor;

  /** @param {string} cursor where the application is, as its snapshot said; "" for the head */
  constructor(cursor = "") {
    this.#cursor = Cursor.parse(cursor);
  }

  /** Where to go on from, for `after=`. */
  get cursor() {
    return this.#cursor.toString();
  }

  /** @param {string} stream @returns {number|undefined} the last position let through */
  position(stream) {
    return this.#cursor.positions.get(stream);
  }

  /**
   * @param {LogEvent[]} events
   * @returns {{fresh: LogEvent[], hole: {stream: string, last: number, got: number}|null}}
   */
  accept(events) {
    const positions = this.#cursor.positions;
    const fresh = [];
    let hole = null;
    for (const event of events) {
      const last = positions.get(event.stream);
      if (last === undefined || event.position === last + 1) {
        positions.set(event.stream, event.position);
        fresh.push(event);
      } else if (event.position > last) {
        hole ??= { stream: event.stream, last, got: event.position };
      }
    }
    return { fresh, hole };
  }

  /**
   * Learns from a cursor of the server where streams begin of which we know nothing.
   * Followed ones that we know stay: only a reset may skip events. Of watched ones it
   * says what the server has told us, so that it does not tell us again.
   *
   * @param {string} text
   * @param {Wish} wish
   */
  learn(text, { follow, watch }) {
    const { generation, positions } = Cursor.parse(text);
    const foreign = this.#cursor.generation && generation && generation !== this.#cursor.generation;
    if (generation) this.#cursor.generation = generation;
    for (const [stream, position] of positions) {
      // What we counted in another generation is void, even when we are cut off before the reset.
      if (foreign) this.#cursor.positions.set(stream, position);
      else if (carries(follow, stream)) this.#begin(stream, position);
      else if (carries(watch, stream)) this.#cursor.positions.set(stream, position);
    }
  }

  /**
   * Learns from another tab where streams begin; one that lived before the log was
   * restored knows nothing of value.
   *
   * @param {string} text
   * @param {Wish} wish
   */
  adopt(text, { follow }) {
    const { generation, positions } = Cursor.parse(text);
    this.#cursor.generation ||= generation;
    if (generation !== this.#cursor.generation) return;
    for (const [stream, position] of positions) if (carries(follow, stream)) this.#begin(stream, position);
  }

  /**
   * The application has a snapshot of its own that is further on.
   *
   * @param {string} text the snapshot's cursor
   */
  skip(text) {
    for (const [stream, position] of Cursor.parse(text).positions) {
      if (position > (this.position(stream) ?? -1)) this.#cursor.positions.set(stream, position);
    }
  }

  /**
   * Follows a `reset`: the application reloads, we go on from the head.
   *
   * @param {Record<string, {head: number}>} streams
   */
  reset(streams) {
    for (const [stream, { head }] of Object.entries(streams)) this.#cursor.positions.set(stream, head);
  }

  /**
   * Drops the positions of streams that are no longer carried.
   *
   * @param {string[]} follow
   */
  keep(follow) {
    for (const stream of this.#cursor.positions.keys()) {
      if (!carries(follow, stream)) this.#cursor.positions.delete(stream);
    }
  }

  /**
   * Whether `text` is ahead of us in what we follow, or of another generation.
   *
   * @param {string} text
   * @param {Wish} wish
   */
  behind(text, { follow }) {
    const { generation, positions } = Cursor.parse(text);
    if (generation && this.#cursor.generation && generation !== this.#cursor.generation) return true;
    const ahead = (/** @type {string} */ stream, /** @type {number} */ position) =>
      carries(follow, stream) && position > (this.position(stream) ?? position);
    return [...positions].some(([stream, position]) => ahead(stream, position));
  }

  /** @param {string} stream @param {number} position unless it has begun */
  #begin(stream, position) {
    if (!this.#cursor.positions.has(stream)) this.#cursor.positions.set(stream, position);
  }
}
