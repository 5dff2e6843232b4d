// <chat-timeline>: shows the messages, keeps one's place among them, takes what one does with them.
// The scroller runs column-reverse: scrollTop is 0 at the newest message and negative above it.

import { systemClock } from "../notifications/clock.js";
import { gist } from "./attachments.js";
import { part, reconcile } from "./dom.js";
import { Pace } from "./pace.js";
import { keyOf, rows } from "./rows.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./rows.js").Row} Row */

// Within this much of the newest message one counts as reading it.
const AT_END_PX = 48;
// How far from an edge the next page is asked for: about a screen ahead.
const LOAD_AHEAD_PX = 800;
// In a room where everybody talks at once the page has other things to do than to show each message alone.
const RENDER_EVERY_MS = 100;
// Nobody scrolls through more; what is older is loaded again when one goes back to it.
const SHOWN_MAX = 1_000;
// Messages that arrive together are announced together.
const ANNOUNCE_AFTER_MS = 400;

/** @param {Element} element */
const bottom = (element) => element.getBoundingClientRect().bottom;

export class ChatTimeline extends HTMLElement {
  #elements = new Map();
  /** @type {HTMLElement | null} */
  #current = null;
  #started = false;
  #unseen = 0;
  /** Was the newest message in view when the page last moved? To ask the page would make it lay itself out. */
  #wasAtEnd = true;
  /** @type {Message[]} */
  #unannounced = [];

  /**
   * @param {import("./room-state.js").RoomState} room
   * @param {object} tools
   * @param {import("./message-view.js").MessageView} tools.view
   * @param {import("./strings.js").Strings} tools.strings
   * @param {import("./times.js").Times} tools.times
   * @param {(what: string, message: Message, element: HTMLElement) => void} tools.act does what a button or key asks for
   */
  start(room, { view, strings, times, act }) {
    this.room = room;
    this.view = view;
    this.strings = strings;
    this.times = times;
    this.act = act;
    // Looked up once: behind a thousand messages that takes a while.
    const names = ["messages", "older", "empty", "jump", "jump-text", "announcer"];
    this.parts = Object.fromEntries(names.map((name) => [name, part(this, name)]));
    this.scroller = /** @type {HTMLElement} */ (this.querySelector(".timeline-scroll"));
    this.room.place = () => (this.atEnd ? null : (this.#messageOf(this.#topmost())?.id ?? null));
    this.#adopt();
    this.#render();
    this.#openAtTheRightPlace();
    this.#started = true;
    this.#moved();
    this.rendering = new Pace(() => this.#render(), RENDER_EVERY_MS, systemClock);
    this.room.addEventListener("timeline", () => this.rendering.ask());
    this.room.addEventListener("arrived", (event) => this.#arrived(event.detail));
    this.scroller.addEventListener("scroll", () => this.#moved(), { passive: true });
    this.scroller.addEventListener("click", (event) => this.#clicked(event));
    this.scroller.addEventListener("keydown", (event) => this.#pressed(event));
    this.scroller.addEventListener("focusin", (event) => this.#focused(event.target.closest(".message")));
    this.parts.jump.addEventListener("click", () => this.toEnd());
    document.addEventListener("visibilitychange", () => this.#looked());
  }

  /** Is the newest message in view? */
  get atEnd() {
    return !this.room.timeline.hasNewer && this.scroller.scrollTop > -AT_END_PX;
  }

  /** Goes to the newest message. */
  async toEnd() {
    // Without the server one stays where one is.
    if (this.room.timeline.hasNewer && !(await this.#has(this.room.latest()))) return;
    this.scroller.scrollTo({ top: 0 });
    this.#moved();
  }

  /**
   * Shows a message and points at it.
   * @param {number} id
   */
  async reveal(id) {
    if (!(await this.#has(this.room.visit(id)))) return;
    this.rendering?.hurry();
    const element = document.getElementById(`message-${id}`);
    if (!element) return;
    element.scrollIntoView({ block: "center" });
    element.focus({ preventScroll: true });
    delete element.dataset.found;
    requestAnimationFrame(() => (element.dataset.found = ""));
  }

  /** @param {Promise<void>} loaded @returns {Promise<boolean>} whether it came */
  #has(loaded) {
    return loaded.then(
      () => true,
      () => false,
    );
  }

  /** The server's elements go on living as ours; its days are put anew in the reader's time zone. */
  #adopt() {
    for (const message of this.room.messages) {
      const element = document.getElementById(`message-${message.id}`);
      if (element) this.#elements.set(keyOf(message), element);
    }
    const known = new Set(this.#elements.values());
    for (const element of [...this.parts.messages.children]) {
      if (known.has(element)) this.#quiet(element);
      else element.remove();
    }
  }

  #render() {
    if (this.#started && this.room.timeline.messages.length > SHOWN_MAX) {
      this.room.forget(SHOWN_MAX, this.room.place());
    }
    const { messages, newAfter, me, timeline } = this.room;
    const dayKey = (/** @type {string} */ iso) => this.times.dayKey(iso);
    const shown = rows(messages, { dayKey, readPosition: newAfter, me: me?.id ?? null });
    this.#keepingPlace(() => {
      reconcile(this.parts.messages, shown, {
        key: (row) => row.key,
        elements: this.#elements,
        create: (row) => this.#create(row),
        fill: (element, row) => this.#fill(element, row),
      });
      this.parts.older.hidden = !timeline.hasOlder;
      this.parts.empty.hidden = messages.length > 0;
    });
    this.#moved();
  }

  /** @param {Row} row */
  #create(row) {
    if (row.kind === "message") {
      const element = this.view.create();
      this.#quiet(element);
      if (this.#started) element.dataset.arrived = "";
      return element;
    }
    const element = document.createElement("h2");
    element.className = row.kind === "day" ? "day" : "new-mark";
    return element;
  }

  /**
   * @param {HTMLElement} element
   * @param {Row} row
   */
  #fill(element, row) {
    if (row.kind === "message") this.view.fill(element, row.message, row.follows);
    else if (row.kind === "day") element.textContent = this.times.day(row.at, new Date());
    else element.textContent = this.strings.say("new_messages");
  }

  /**
   * What one is reading stays where it is while things change above and below it. Held fast is the
   * lower edge of a message: when older ones join, the first may lose its name and shrink, and the
   * heading of its day moves up.
   * @param {() => void} change
   */
  #keepingPlace(change) {
    const { scroller } = this;
    if (this.atEnd) {
      change();
      scroller.scrollTop = 0;
      return;
    }
    const anchor = this.#topmost();
    const before = anchor ? bottom(anchor) : 0;
    change();
    if (anchor?.isConnected) scroller.scrollTop += bottom(anchor) - before;
  }

  /** The first message that is in view. */
  #topmost() {
    const { top } = this.scroller.getBoundingClientRect();
    return [...this.querySelectorAll(".message")].find((element) => bottom(element) > top) ?? null;
  }

  #openAtTheRightPlace() {
    if (this.room.at !== null) this.reveal(this.room.at);
    else this.querySelector(".new-mark")?.scrollIntoView({ block: "center" });
  }

  #moved() {
    // While the page is being set up one has seen nothing yet.
    if (!this.#started) return;
    const { scroller, room } = this;
    const above = scroller.scrollHeight - scroller.clientHeight + scroller.scrollTop;
    if (above < LOAD_AHEAD_PX) room.older();
    if (-scroller.scrollTop < LOAD_AHEAD_PX) room.newer();
    this.#wasAtEnd = this.atEnd;
    if (this.#wasAtEnd) this.#unseen = 0;
    this.parts.jump.hidden = this.#wasAtEnd;
    const text = this.#unseen ? this.strings.say("unseen", { count: this.#unseen }) : this.strings.say("jump");
    this.parts["jump-text"].textContent = text;
    this.#read();
  }

  #read() {
    if (this.atEnd && document.visibilityState === "visible") this.room.read(this.room.timeline.position);
  }

  #looked() {
    if (document.visibilityState === "hidden" && this.atEnd) this.room.lookAway();
    this.#read();
  }

  /** @param {Message} message */
  #arrived(message) {
    if (!this.#wasAtEnd) this.#unseen += 1;
    this.#unannounced.push(message);
    if (this.#unannounced.length === 1) setTimeout(() => this.#announce(), ANNOUNCE_AFTER_MS);
  }

  #announce() {
    const messages = this.#unannounced;
    this.#unannounced = [];
    const [message] = messages;
    const text =
      messages.length === 1
        ? this.strings.say("says", { name: message.author.name, text: gist(message, message.body) })
        : this.strings.say("unseen", { count: messages.length });
    this.parts.announcer.textContent = text;
  }

  /**
   * What Tab need not stop at in every message; the current one gets it back.
   * @param {Element} element
   */
  #quiet(element) {
    for (const name of ["link", "quote", "likes"]) part(element, name).tabIndex = -1;
  }

  /** @param {HTMLElement | null} element */
  #focused(element) {
    if (!element || element === this.#current) return;
    if (this.#current) this.#quiet(this.#current);
    this.#current = element;
    for (const name of ["link", "quote", "likes"]) part(element, name).tabIndex = 0;
  }

  /** @param {Element | null} element */
  #messageOf(element) {
    return this.room.messages.find((message) => this.#elements.get(keyOf(message)) === element);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const message = this.#messageOf(target.closest(".message"));
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-do]"));
    const link = target.closest("a[data-part]");
    if (!message) return;
    if (button) this.act(/** @type {string} */ (button.dataset.do), message, target.closest(".message"));
    else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const id = Number(new URL(link.href).searchParams.get("at"));
      history.replaceState(null, "", `?at=${id}`);
      this.reveal(id);
    }
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = document.activeElement;
    const steps = { ArrowUp: -1, ArrowDown: 1 };
    if (event.key in steps) this.#step(steps[event.key]);
    else if (focused === this.#current) {
      const message = this.#messageOf(focused);
      const what = { l: "like", r: "reply", e: "edit", m: "more", Delete: "remove", Escape: "leave" }[event.key];
      if (!message || !what) return;
      this.act(what, message, focused);
    } else return;
    event.preventDefault();
  }

  /** @param {number} by */
  #step(by) {
    const all = [...this.querySelectorAll(".message")];
    const here = all.indexOf(document.activeElement?.closest(".message"));
    const next = here < 0 ? all.at(-1) : all[Math.max(0, Math.min(all.length - 1, here + by))];
    next?.focus();
  }
}

customElements.define("chat-timeline", ChatTimeline);
