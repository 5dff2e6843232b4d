/**
 * Between a transport and the application: only what is wanted passes, each event once
 * and in order.
 */
import { narrow } from "../wire/narrow.js";
import { without } from "../wire/streams.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Wish} Wish */

/** The same hole so often is not a server that lags behind: what is missing does not come. */
const PATIENCE = 3;

export class Intake {
  /** @type {Wish} */
  wish = { follow: [], watch: [] };

  #inbox;
  #pass;
  /** The last hole, to tell one that stays. */
  #hole = { place: "", times: 0 };

  /**
   * @param {import("../wire/inbox.js").Inbox} inbox
   * @param {(frame: Frame) => void} pass
   */
  constructor(inbox, pass) {
    this.#inbox = inbox;
    this.#pass = pass;
  }

  /** Whether everything that was wanted has been taken away. */
  get idle() {
    return this.wish.follow.length + this.wish.watch.length === 0;
  }

  /**
   * @param {Frame} whole as it came
   * @returns {boolean} false when it shows that something is missing before it
   */
  take(whole) {
    const frame = narrow(whole, this.wish);
    const complete = frame === null || this.#sort(frame);
    if ("cursor" in whole && whole.cursor) this.#inbox.learn(whole.cursor, this.wish);
    return complete;
  }

  /** These are not carried any more. @param {string[]} streams @param {string} reason */
  lose(streams, reason) {
    if (!narrow({ type: "unfollowed", streams, reason }, this.wish)) return;
    this.wish = { follow: without(this.wish.follow, streams), watch: without(this.wish.watch, streams) };
    this.#inbox.keep(this.wish.follow);
    this.#pass({ type: "unfollowed", streams, reason });
  }

  /** @param {Frame} frame @returns {boolean} */
  #sort(frame) {
    if (frame.type === "events") return this.#events(frame.events);
    if (frame.type === "unfollowed") this.lose(frame.streams, frame.reason);
    else {
      if (frame.type === "reset") this.#inbox.reset(frame.streams);
      this.#pass(frame);
    }
    return true;
  }

  /** @param {import("../types.js").LogEvent[]} events @returns {boolean} */
  #events(events) {
    const { fresh, hole } = this.#inbox.accept(events);
    if (fresh.length > 0) this.#pass({ type: "events", events: fresh });
    if (hole) this.#miss(hole);
    return hole === null;
  }

  /**
   * A hole is asked for again. If the server leaves it open, the application is told to
   * reload: a reset, never a silent gap.
   *
   * @param {{stream: string, last: number, got: number}} hole
   */
  #miss({ stream, last, got }) {
    const place = `${stream}:${last}`;
    this.#hole = { place, times: place === this.#hole.place ? this.#hole.times + 1 : 1 };
    if (this.#hole.times < PATIENCE) return;
    const streams = { [stream]: { head: got - 1, reason: "hole" } };
    this.#inbox.reset(streams);
    this.#pass({ type: "reset", streams });
  }
}
