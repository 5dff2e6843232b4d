// Opens and closes the composer: sanctions and locks close it, slow mode makes one wait. All with the time left.

import { part, show } from "./dom.js";
import "./time-left.js";
import { pace, silence, waitsUntil } from "./voice.js";

export class ComposerGate {
  #room;
  #strings;
  #root;
  /** The server asked to wait until then, in ms of its time. */
  #heldUntil = 0;
  #stopped = false;
  #closed = false;

  /**
   * @param {import("./room-state.js").RoomState} room
   * @param {import("./strings.js").Strings} strings
   * @param {HTMLElement} root the composer
   */
  constructor(room, strings, root) {
    this.#room = room;
    this.#strings = strings;
    this.#root = root;
    this.form = root.querySelector("form");
    if (!room.me) return;
    for (const name of ["closed-left", ...(this.form ? ["pace-left"] : [])]) {
      part(root, name).addEventListener("over", () => room.speakAgain());
    }
    for (const what of ["room", "voice"]) room.addEventListener(what, () => this.#render());
    this.#render();
  }

  /** Does one have to wait before the next message? */
  get holds() {
    return this.#until(this.#room.time.now()) !== null;
  }

  /**
   * The server said: not yet.
   * @param {number} seconds
   */
  hold(seconds) {
    this.#heldUntil = this.#room.time.now() + seconds * 1_000;
    this.#render();
  }

  /** Somebody else says what there is to say. */
  stop() {
    this.#stopped = true;
  }

  #render() {
    if (this.#stopped || !this.#room.me) return;
    const now = this.#room.time.now();
    const closed = silence(this.#room, now);
    const opens = this.#closed && !closed.why;
    this.#closed = closed.why !== null;
    if (!this.form && !this.#closed) {
      // The page was made without a form for who could not write then. What it said of other reasons stands.
      if (opens) location.reload();
      return;
    }
    part(this.#root, "closed").hidden = closed.why === null;
    if (this.form) this.form.hidden = closed.why !== null;
    if (closed.why) this.#close(closed);
    else this.#slow(now);
  }

  /** @param {import("./voice.js").Silence} closed */
  #close({ sanction, until }) {
    const text = sanction
      ? this.#strings.say(`silent_${sanction.kind}`, { reason: sanction.reason })
      : this.#strings.say("locked");
    const shown = part(this.#root, "closed-text");
    if (shown.textContent !== text) shown.textContent = text;
    const link = part(this.#root, "closed-link");
    link.hidden = sanction === null;
    if (sanction) link.href = `/sanctions/${sanction.id}/`;
    part(this.#root, "closed-until").hidden = until === null;
    if (until !== null) part(this.#root, "closed-left").count(until, this.#room.time);
  }

  /** @param {number} now */
  #slow(now) {
    const until = this.#until(now);
    const seconds = pace(this.#room.room, now);
    const line = part(this.#root, "pace");
    line.hidden = until === null && seconds === 0;
    line.toggleAttribute("data-waits", until !== null);
    const left = part(this.#root, "pace-left");
    left.hidden = until === null;
    if (until !== null) left.count(until, this.#room.time);
    const key = until === null ? "slow" : seconds ? "slow_wait" : "wait";
    show(part(this.#root, "pace-text"), this.#strings.say(key, { count: seconds }));
  }

  /** @param {number} now */
  #until(now) {
    const until = Math.max(waitsUntil(this.#room, now) ?? 0, this.#heldUntil);
    return until > now ? until : null;
  }
}
