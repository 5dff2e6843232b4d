/**
 * The leader's side of a shared connection: one ladder that carries what all tabs want
 * together. Its own tab is to it a tab like the others.
 */
import { Inbox } from "../wire/inbox.js";
import { Wants } from "./wants.js";

/** @typedef {import("./messages.js").ToLeader} ToLeader */
/** @typedef {import("./messages.js").FromLeader} FromLeader */
/** @typedef {import("../types.js").Frame} Frame */

/** After a take-over all tabs say what they want at once: one connection, not one for each. */
const GATHER_MS = 25;

export class Leader {
  #id;
  #ladder;
  #clock;
  #post;
  #answer;
  /** Where the shared connection is: as far as the tab that came first, per stream. */
  #inbox = new Inbox();
  #wants = new Wants();
  #carried = "";
  /** @type {import("../types.js").LineState|null} */
  #state = null;
  /** @type {any} */
  #timer = null;

  /**
   * @param {{
   *   id: string, makeLadder: (inbox: Inbox) => import("../types.js").Line, clock: import("../clock.js").Clock,
   *   post: (message: FromLeader) => void, answer: (frame: Frame) => void,
   * }} env `id` names this tab; `post` reaches all tabs, this one too; `answer` gets what answers this tab's commands
   */
  constructor({ id, makeLadder, clock, post, answer }) {
    this.#id = id;
    this.#clock = clock;
    this.#post = post;
    this.#answer = answer;
    this.#ladder = makeLadder(this.#inbox);
    this.#ladder.onframe = (frame) => this.#pass(frame);
    this.#ladder.onstate = (state) => {
      this.#state = state;
      post({ type: "state", state });
    };
  }

  /** @param {ToLeader & {from: string}} message */
  hear(message) {
    const { type, from } = message;
    // This tab has no leader to ask, and is there all the same.
    for (const tab of [from, this.#id]) this.#wants.touch(tab, this.#clock.now());
    if (type === "want") this.#want(from, message);
    else if (type === "wake") this.#ladder.wake();
    else if (type === "online") this.#ladder.online();
    else if (type === "try") this.#ladder.tryNow();
    else if (type === "leave") this.#wants.delete(from);
    this.#wants.expire(this.#clock.now());
    this.#gather();
  }

  /** @param {object} frame @returns {boolean} whether it went up */
  send(frame) {
    return this.#ladder.send(frame);
  }

  /** @returns {number} bytes that wait to be sent */
  buffered() {
    return this.#ladder.buffered();
  }

  close() {
    this.#clock.clearTimeout(this.#timer);
    this.#ladder.close();
  }

  /** @param {string} tab @param {{wish: import("./messages.js").Wish, cursor: string, hidden: boolean}} want */
  #want(tab, { wish, cursor, hidden }) {
    if (!this.#wants.fits(tab, wish)) return this.#post({ type: "full", to: tab });
    this.#wants.set(tab, { wish, hidden }, this.#clock.now());
    this.#inbox.adopt(cursor, wish);
    this.#post({ type: "joined", to: tab, cursor: this.#inbox.cursor, state: this.#state });
  }

  #gather() {
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = null;
      this.#carry();
    }, GATHER_MS);
  }

  #carry() {
    const { wish, hidden } = this.#wants;
    this.#ladder.hide(hidden);
    const carried = JSON.stringify(wish);
    if (carried === this.#carried || wish.follow.length + wish.watch.length === 0) return;
    this.#carried = carried;
    this.#inbox.keep(wish.follow);
    this.#ladder.want(wish);
  }

  /** @param {Frame} frame */
  #pass(frame) {
    if (frame.type === "ack" || frame.type === "error") return this.#answer(frame);
    if (frame.type === "unfollowed") this.#wants.lose(frame.streams);
    this.#post({ type: "frame", frame });
  }
}
