// Decides what floats over the stage and when: what is said now, or what was said at the moment of
// the recording that the reader is at. What finds no place is in the list, and nothing waits.

import { bulletOf, says } from "./bullets.js";
import { Share } from "./share.js";
import { DENSITIES } from "./wishes.js";

/** @typedef {import("../chat/types.js").Message} Message */
/** @typedef {import("../chat/types.js").LogEvent} LogEvent */
/** @typedef {import("./moments.js").SessionTime | import("./moments.js").VideoTime} Time */

// What a window that comes late still makes up for; a longer step of the recording's time was a leap.
const STEP_MAX_MS = 5_000;
const BARRING = ["ban", "timeout"];

export class Conductor {
  #room;
  #flights;
  #share = new Share();
  #position;
  /** @type {Message[]} */
  #incoming = [];
  #scheduled = false;
  #playedTo = 0;
  /** @type {Time | null} null: nothing is on stage, so only now counts */
  #time = null;
  /** @type {import("./recording.js").Recording | null} */
  #recording = null;
  /** Is there anybody to see it? */
  active = false;
  /** @type {keyof typeof DENSITIES} */
  density = "medium";

  /**
   * @param {import("../chat/room-state.js").RoomState} room
   * @param {import("./flights.js").Flights} flights
   */
  constructor(room, flights) {
    this.#room = room;
    this.#flights = flights;
    this.#position = room.timeline.position;
  }

  /** What part of the messages was shown of late. */
  get lately() {
    return this.#share.lately(performance.now());
  }

  /**
   * Another time holds, with another recording.
   * @param {Time | null} time
   * @param {import("./recording.js").Recording | null} recording
   */
  follow(time, recording) {
    this.#time = time;
    this.#recording = recording;
    this.leap();
  }

  /** The time has leapt: what was floating belongs to another moment. */
  leap() {
    this.#incoming = [];
    this.#flights.clear();
    this.#playedTo = this.#time?.position ?? 0;
    this.wake();
  }

  /** Takes over what happened in the room. @param {LogEvent[]} events */
  receive(events) {
    for (const event of events) {
      if (event.position <= this.#position) continue;
      this.#position = event.position;
      this.#apply(event);
    }
    this.wake();
  }

  /** Looks whether there is something to do, with the next frame. */
  wake() {
    if (this.#scheduled || !this.#isSeen) return;
    this.#scheduled = true;
    requestAnimationFrame(() => this.#frame());
  }

  get #isSeen() {
    return this.active && !document.hidden;
  }

  /** @param {LogEvent} event */
  #apply({ type, position, data }) {
    if (type === "message.posted" || type === "message.finished") this.#arrived(data.message);
    else if (type === "message.edited" || type === "message.removed") {
      this.#recording?.take(data.message);
      this.#takeAway(({ id }) => id === data.message.id);
    } else if (type === "message.restored") this.#recording?.take(data.message);
    else if (type === "redacted") this.#takeAway((one) => one.position === position);
    else if (type === "member.sanctioned" && BARRING.includes(data.member.sanction?.kind)) {
      this.#takeAway((one) => one.author === data.member.user.id);
    }
  }

  /** @param {Message} message */
  #arrived(message) {
    this.#recording?.take(message);
    const now = this.#time?.showsNow(message.bullet?.at_ms ?? null) ?? true;
    if (now && this.#isSeen && !this.#flights.held) this.#incoming.push(message);
  }

  /** @param {(one: {id: number, author: number, position: number}) => boolean} isMeant */
  #takeAway(isMeant) {
    this.#flights.remove(isMeant);
    this.#incoming = this.#incoming.filter(
      ({ id, author, position }) => !isMeant({ id: Number(id), author: author.id, position: Number(position) }),
    );
  }

  #frame() {
    this.#scheduled = false;
    const messages = [...this.#incoming, ...this.#due()];
    this.#incoming = [];
    if (messages.length > 0 && this.#isSeen && !this.#flights.held) this.#show(messages);
    if (this.#time?.replays) this.wake();
  }

  /** What the recording has between the last frame and this one. */
  #due() {
    if (!this.#time?.replays || !this.#recording) return [];
    const { position } = this.#time;
    const from = this.#playedTo;
    this.#recording.prepare(position);
    if (!this.#recording.has(position)) return [];
    this.#playedTo = position;
    const steps = position > from && position - from <= STEP_MAX_MS;
    return steps ? this.#recording.between(from, position) : [];
  }

  /** @param {Message[]} messages */
  #show(messages) {
    const now = performance.now();
    const me = this.#room.me?.id ?? null;
    const floating = messages.filter((message) => says(message) && !this.#room.blocked.has(message.author.id));
    const chosen = new Set(this.#share.choose(floating, now, this.#flights.room(DENSITIES[this.density])));
    // One's own words are what one looks for.
    const seen = floating.filter((message) => chosen.has(message) || message.author.id === me);
    this.#share.shown(now, this.#flights.launch(seen.map((message) => bulletOf(message, me))));
  }
}
