// Everything an open room knows; elements listen and show it. It speaks to the server through the
// connection's commands, the outbox and the pages of messages that it asks for.

import { pause, systemClock } from "../notifications/clock.js";
import { fullJitter } from "../notifications/ladder/backoff.js";
import { applied as appliedToMembers } from "./members.js";
import { Overtaking } from "./overtaking.js";
import { applied as appliedToPins } from "./pins.js";
import { ServerTime } from "./server-time.js";
import { applied, begun, PAGE_SIZE, withNewer, withOlder, withOvertaken, withoutFarthest } from "./timeline.js";
import { Typing } from "./typing.js";
import { inForce } from "./voice.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Person} Person */
/** @typedef {import("./types.js").LogEvent} LogEvent */

/** Between two tries to load the room anew. */
const AGAIN = { baseMs: 1_000, capMs: 30_000 };

/**
 * Tells with events of its own: "timeline", "members", "typing", "room", "pins" when these changed,
 * "voice" when one may write again or no longer,
 * "arrived" (detail: a message of somebody else), "said" when the person here sent one.
 */
export class RoomState extends EventTarget {
  #server;
  #typing = new Typing();
  /** Messages that are only quoted, by id. @type {Map<number, Message | null>} */
  #quoted = new Map();
  /** What was uploaded from this page, by id. @type {Map<string, import("./types.js").Attachment>} */
  brought = new Map();
  /** @type {Message[]} */
  #waiting = [];
  #busy = false;
  #overtaking = new Overtaking();
  /** Is what stands here not to be relied on, since the last try to load it anew began? */
  #stale = false;
  #refreshing = false;
  #clock;
  /** The message that one is at, when that is above the newest. @type {() => number | null} */
  place = () => null;
  /** What one may do unless a sanction holds. @type {Record<string, boolean>} */
  #may;

  /**
   * @param {any} page what the view embeds, see `_read` in chat/views/room.py
   * @param {import("./server.js").Server} server
   * @param {import("../notifications/clock.js").Clock} [clock]
   */
  constructor(page, server, clock = systemClock) {
    super();
    this.#clock = clock;
    this.#server = server;
    this.room = page.room;
    /** @type {Person | null} */
    this.me = page.me;
    this.#may = page.may;
    this.time = new ServerTime(page.now);
    /** @type {Message[]} */
    this.pins = page.pinned;
    /** Of whom one wants to hear nothing, by id. @type {Set<number>} */
    this.blocked = new Set(page.blocked);
    /** When one last said something here, in ms. @type {number | null} */
    this.saidAt = page.last_said_at && Date.parse(page.last_said_at);
    /** @type {import("./slash.js").Slash[]} */
    this.slashes = page.slashes ?? [];
    this.members = page.members;
    /** @type {Person[]} */
    this.present = page.present;
    this.guests = 0;
    this.at = page.at;
    this.timeline = begun(page, page.has_newer);
    /** How far one has read; null for those who are not members. @type {number | null} */
    this.readPosition = page.room.read_position;
    /** Behind this position messages are marked as new; null: none is. @type {number | null} */
    this.newAfter = page.room.read_position;
  }

  /** What one may do now. @returns {Record<string, boolean>} */
  get may() {
    if (!inForce(this.room.sanction, this.time.now())) return this.#may;
    return { ...this.#may, post: false, like: false, moderate: false, moderate_site: false };
  }

  /** What the timeline shows, oldest first, ending with what is on its way. @returns {Message[]} */
  get messages() {
    const { messages, position: reached, hasNewer } = this.timeline;
    const arrived = new Set(messages.map(({ author, client_id }) => `${author.id} ${client_id}`));
    const waiting = this.#waiting.filter(
      // One that the stream has brought and that stands here no longer is far above, not below.
      ({ author, client_id, position }) =>
        (position ?? reached + 1) > reached && !arrived.has(`${author.id} ${client_id}`),
    );
    return hasNewer ? messages : [...messages, ...waiting];
  }

  /** Everybody whom one may want to name: members and those who are here. @returns {Person[]} */
  get others() {
    const people = [...this.present, ...this.members.map(({ user }) => user)];
    return [...new Map(people.map((user) => [user.id, user])).values()].filter(({ id }) => id !== this.me?.id);
  }

  /** Those who are writing now, but for oneself. */
  get typing() {
    return this.#typing.who(Date.now()).filter(({ id }) => id !== this.me?.id && !this.blocked.has(id));
  }

  /**
   * A message that another one answers; asked for when it is not at hand.
   * @param {number} id
   * @returns {Message | null}
   */
  quoted(id) {
    const found = this.timeline.messages.find((message) => message.id === id) ?? this.#quoted.get(id);
    if (found === undefined) this.#fetchQuoted(id);
    return found ?? null;
  }

  /**
   * Takes over what happened in the room.
   * @param {LogEvent[]} events
   */
  receive(events) {
    const { members, room, pins } = this;
    this.#overtaking.heard(events);
    for (const event of events) {
      const known = event.position <= this.timeline.position;
      this.timeline = applied(this.timeline, event, this.me?.id ?? null);
      this.#take(event);
      if (event.type.startsWith("message.") && event.data.message.id) this.#requote(event.data.message);
      if (event.type === "message.removed") this.#forget(event.data.message.id);
      // Of an answer one is told when it is all there.
      const whole =
        event.type === "message.finished" || (event.type === "message.posted" && !event.data.message.answer);
      if (whole && !known) this.#arrived(event.data.message);
    }
    this.#tell("timeline");
    this.#tell("typing");
    if (members !== this.members) this.#tell("members");
    if (room !== this.room) this.#tell("room");
    if (pins !== this.pins) this.#tell("pins");
  }

  /**
   * What it says of everything but the messages.
   * @param {LogEvent} event
   */
  #take(event) {
    this.members = appliedToMembers(this.members, event);
    this.#pin(event);
    if (event.type === "room.updated") this.room = { ...this.room, ...event.data.room };
  }

  /**
   * One wants to hear nothing of somebody, or something again.
   * @param {number} id
   * @param {boolean} blocked
   */
  block(id, blocked) {
    if (blocked) this.blocked.add(id);
    else this.blocked.delete(id);
    for (const what of ["timeline", "members", "typing", "pins"]) this.#tell(what);
  }

  /**
   * What holds for oneself here now.
   * @param {import("./voice.js").Sanction | null} sanction
   */
  restrict(sanction) {
    this.room = { ...this.room, sanction };
    this.speakAgain();
  }

  /** A time is over, or another has begun. */
  speakAgain() {
    for (const what of ["voice", "timeline", "members"]) this.#tell(what);
  }

  /**
   * @param {string} name
   * @param {any} data
   */
  signal(name, data) {
    if (name === "typing") {
      this.#typing.heard(data.user, Date.now());
      this.#tell("typing");
    } else if (name === "presence") {
      this.present = data.people;
      this.guests = data.guests;
      this.#tell("members");
    }
  }

  /**
   * What the outbox still holds for this room.
   * @param {Message[]} waiting
   */
  wait(waiting) {
    this.#waiting = waiting;
    this.#tell("timeline");
  }

  /** Loads what stands before the first message. */
  older() {
    return this.#more(this.timeline.hasOlder, "before", this.timeline.messages[0], withOlder);
  }

  /** Loads what stands behind the last message, when one came by a permalink. */
  newer() {
    return this.#more(this.timeline.hasNewer, "after", this.timeline.messages.at(-1), withNewer);
  }

  /**
   * Lets go of those of very many messages that are farthest from where one reads.
   * @param {number} most that are kept
   * @param {number | null} id the message that one is at; null: the newest
   */
  forget(most, id) {
    this.timeline = withoutFarthest(this.timeline, most, id);
  }

  /** Loads the newest page. */
  latest() {
    return this.#load({}, (_, page) => begun(page, false));
  }

  /** Loads the page anew that one reads, with enough below it to fill a window. */
  #reread() {
    const id = this.place();
    return id === null
      ? this.latest()
      : this.#load({ around: id, limit: 2 * PAGE_SIZE }, (_, page) => begun(page, true));
  }

  /** Loads everything anew, because what came between is not to be had; as often as it takes. */
  async refresh() {
    this.#stale = true;
    if (this.#refreshing) return;
    this.#refreshing = true;
    for (let round = 0; this.#stale; round += 1) {
      this.#stale = false;
      this.#stale = !(await this.#renewed()) || this.#stale;
      if (this.#stale) await pause(this.#clock, fullJitter(round, { ...AGAIN, random: Math.random }));
    }
    this.#refreshing = false;
  }

  /** @returns {Promise<boolean>} false when it is worth another try */
  async #renewed() {
    const asked = [this.#server.room(), this.#server.members(), this.#server.pinned(), this.#reread()];
    try {
      const { answer, meanwhile } = await this.#overtaking.during(Promise.all(asked));
      [this.room, this.members, this.pins] = answer;
      for (const event of meanwhile) this.#take(event);
      // A log that was restored counts anew, and knows all that was ever stored in it.
      this.readPosition = this.room.read_position ?? this.readPosition;
      if (this.newAfter !== null) this.newAfter = Math.min(this.newAfter, this.timeline.position);
      this.#waiting = this.#waiting.filter(({ position }) => position === null);
    } catch (error) {
      // What one may not read any more is told elsewhere.
      return error.status >= 400 && error.status < 500 && error.status !== 429;
    }
    for (const what of ["room", "members", "pins"]) this.#tell(what);
    return true;
  }

  /**
   * Loads the page around a message.
   * @param {number} id
   */
  async visit(id) {
    if (this.timeline.messages.some((message) => message.id === id)) return;
    await this.#load({ around: id }, (_, page) => begun(page, true));
  }

  /**
   * Everything up to here has been seen.
   * @param {number} position
   */
  read(position) {
    if (this.readPosition === null || position <= this.readPosition) return;
    this.readPosition = position;
    this.#server.read(position);
  }

  /** From here on messages count as new: one has looked away. */
  lookAway() {
    this.newAfter = this.timeline.position;
  }

  /**
   * @param {number} id
   */
  #fetchQuoted(id) {
    this.#quoted.set(id, null);
    this.#server.messages({ around: id, limit: 1 }).then(
      ({ messages }) => {
        this.#quoted.set(id, messages.find((message) => message.id === id) ?? null);
        this.#tell("timeline");
      },
      () => this.#quoted.delete(id),
    );
  }

  /**
   * It may have been removed before the stream brought it.
   * @param {number} id
   */
  #forget(id) {
    this.#waiting = this.#waiting.filter((message) => message.id !== id);
  }

  /** @param {LogEvent} event */
  #pin(event) {
    const pins = appliedToPins(this.pins, event, (id) => this.timeline.messages.find((message) => message.id === id));
    if (pins) this.pins = pins;
    else this.#fetchPins();
  }

  async #fetchPins() {
    try {
      this.pins = await this.#server.pinned();
    } catch {
      return this.refresh();
    }
    this.#tell("pins");
  }

  /** @param {Message} message */
  #requote(message) {
    const id = /** @type {number} */ (message.id);
    if (this.#quoted.has(id)) this.#quoted.set(id, message);
  }

  /** @param {Message} message */
  #arrived(message) {
    this.#typing.done(message.author.id);
    if (message.author.id === this.me?.id) {
      this.saidAt = Date.parse(message.created_at);
      // In slow mode one waits from now on.
      this.#tell("voice");
    } else if (!this.blocked.has(message.author.id)) {
      this.dispatchEvent(new CustomEvent("arrived", { detail: message }));
    }
  }

  /**
   * @param {boolean} there
   * @param {"before" | "after"} side
   * @param {Message | undefined} edge
   * @param {typeof withOlder} joined
   */
  async #more(there, side, edge, joined) {
    if (!there || this.#busy || !edge) return;
    this.#busy = true;
    // What joins must meet: meanwhile another page may have taken the place of this one, or lost its edge.
    const meets = (/** @type {import("./timeline.js").Timeline} */ { messages }) =>
      messages.at(side === "before" ? 0 : -1)?.id === edge.id;
    try {
      await this.#load({ [side]: edge.id }, (timeline, page) => (meets(timeline) ? joined(timeline, page) : timeline));
    } catch {
      // Whoever scrolls on asks again.
    } finally {
      this.#busy = false;
    }
  }

  /**
   * @param {Record<string, number>} which
   * @param {typeof withOlder} joined
   */
  async #load(which, joined) {
    const { answer, meanwhile } = await this.#overtaking.during(this.#server.messages(which));
    const next = joined(this.timeline, answer);
    if (next === this.timeline) return;
    this.timeline = withOvertaken(next, answer, meanwhile, this.me?.id ?? null);
    this.#tell("timeline");
  }

  /** @param {string} what */
  #tell(what) {
    this.dispatchEvent(new Event(what));
  }
}
