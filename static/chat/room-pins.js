// <chat-pins>: the pinned messages above the conversation, the latest in sight, all of them a press away.

import { copyOf, part, reconcile } from "./dom.js";
import { safeFragment } from "./safe-html.js";

/** @typedef {import("./types.js").Message} Message */

export class ChatPins extends HTMLElement {
  #elements = new Map();

  /**
   * @param {import("./room-state.js").RoomState} room
   * @param {object} tools
   * @param {import("./strings.js").Strings} tools.strings
   * @param {(id: number) => void} tools.reveal
   * @param {(message: Message) => void} tools.unpin
   */
  start(room, { strings, reveal, unpin }) {
    this.room = room;
    this.strings = strings;
    this.reveal = reveal;
    this.unpin = unpin;
    part(this, "list").replaceChildren();
    this.addEventListener("click", (event) => this.#clicked(event));
    for (const what of ["pins", "timeline"]) room.addEventListener(what, () => this.#render());
    this.#render();
  }

  #render() {
    const { pins } = this.room;
    this.hidden = pins.length === 0;
    if (this.hidden) return;
    part(this, "first").textContent = `${pins[0].author.name}: ${this.#excerpt(pins[0])}`;
    part(this, "count").textContent = String(pins.length);
    part(this, "count").hidden = pins.length < 2;
    reconcile(part(this, "list"), pins, {
      key: ({ id }) => String(id),
      elements: this.#elements,
      create: () => copyOf("pin-template"),
      fill: (element, pin) => this.#fill(element, pin),
    });
  }

  /**
   * @param {HTMLElement} element
   * @param {Message} pin
   */
  #fill(element, pin) {
    part(element, "link").href = `?at=${pin.id}`;
    part(element, "author").textContent = pin.author.name;
    part(element, "text").textContent = this.#excerpt(pin);
  }

  /** @param {Message} pin */
  #excerpt({ author, html }) {
    if (this.room.blocked.has(author.id)) return this.strings.say("blocked_message");
    return safeFragment(html).textContent ?? "";
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const pin = this.room.pins.find(({ id }) => this.#elements.get(String(id)) === target.closest(".pin"));
    if (!pin) return;
    if (target.closest("button")) this.unpin(pin);
    else if (target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      /** @type {HTMLDetailsElement} */ (this.querySelector("details")).open = false;
      this.reveal(/** @type {number} */ (pin.id));
    }
  }
}

customElements.define("chat-pins", ChatPins);
