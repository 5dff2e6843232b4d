// <chat-composer>: where one writes, answers and corrects. Enter sends; Shift+Enter starts a line.

import { part, show } from "./dom.js";
import { completed, mentionAt, suggestions } from "./mentions.js";
import { hue, initials } from "./people.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Person} Person */

// Others see the signal for 6 s (typing.js); repeating it every 3 s survives one that is lost.
const TYPING_EVERY_MS = 3_000;

export class ChatComposer extends HTMLElement {
  /** What is being answered or corrected. @type {{kind: "reply" | "edit", message: Message} | null} */
  #about = null;
  /** @type {Person[]} */
  #suggested = [];
  #chosen = 0;
  #typedAt = -Infinity;
  #asking = false;

  /**
   * @param {import("./room-state.js").RoomState} room
   * @param {object} tools
   * @param {import("./strings.js").Strings} tools.strings
   * @param {(body: string, replyTo: number | null) => void} tools.send
   * @param {(body: string) => Promise<boolean>} tools.agreed may it go out as it stands?
   * @param {(message: Message, body: string) => Promise<boolean>} tools.edit
   * @param {() => void} tools.typing
   */
  start(room, { strings, send, agreed, edit, typing }) {
    this.room = room;
    this.strings = strings;
    this.send = send;
    this.agreed = agreed;
    this.edit = edit;
    this.typing = typing;
    const form = this.querySelector("form");
    if (!form) return;
    this.body = /** @type {HTMLTextAreaElement} */ (part(this, "body"));
    form.addEventListener("submit", (event) => this.#submitted(event));
    this.body.addEventListener("keydown", (event) => this.#pressed(event));
    this.body.addEventListener("input", () => this.#typed());
    this.body.addEventListener("blur", () => this.#suggest([]));
    part(this, "cancel").addEventListener("click", () => this.#clear());
    // Pressing must not take the focus from the text, or the list would close before the click.
    part(this, "suggestions").addEventListener("mousedown", (event) => event.preventDefault());
    part(this, "suggestions").addEventListener("click", (event) => this.#picked(event));
  }

  focus() {
    this.body?.focus();
  }

  /** @param {Message} message */
  reply(message) {
    this.#turn({ kind: "reply", message }, this.strings.say("replying", { name: message.author.name }));
  }

  /** @param {Message} message */
  correct(message) {
    this.#turn({ kind: "edit", message }, this.strings.say("editing"));
    this.body.value = message.body;
    this.body.setSelectionRange(message.body.length, message.body.length);
  }

  /** @param {string} text */
  refuse(text) {
    show(part(this, "error"), text);
  }

  /**
   * @param {{kind: "reply" | "edit", message: Message}} about
   * @param {string} text
   */
  #turn(about, text) {
    this.#about = about;
    part(this, "about-text").textContent = text;
    part(this, "about").hidden = false;
    this.body.focus();
  }

  #clear() {
    if (this.#about?.kind === "edit") this.body.value = "";
    this.#about = null;
    part(this, "about").hidden = true;
    this.refuse("");
    this.body.focus();
  }

  /** @param {SubmitEvent} event */
  async #submitted(event) {
    event.preventDefault();
    const body = this.body.value.trim();
    if (!body) return;
    const about = this.#about;
    this.#typedAt = -Infinity;
    this.refuse("");
    if (about?.kind === "edit") {
      if (await this.edit(about.message, body)) this.#clear();
      return;
    }
    if (!(await this.#agreed(body))) return;
    this.body.value = "";
    this.send(body, about?.message.id ?? null);
    this.#clear();
  }

  /**
   * @param {string} body
   * @returns {Promise<boolean>} false also while the question is open already
   */
  async #agreed(body) {
    if (this.#asking) return false;
    this.#asking = true;
    const agreed = await this.agreed(body);
    this.#asking = false;
    if (!agreed) this.body.focus();
    return agreed;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    // While an input method composes (Chinese, Japanese …) the keys are its own.
    if (event.isComposing) return;
    if (this.#suggested.length && this.#pressedInList(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !matchMedia("(pointer: coarse)").matches) {
      event.preventDefault();
      this.querySelector("form").requestSubmit();
    } else if (event.key === "Escape" && this.#about) this.#clear();
    else if (event.key === "ArrowUp" && this.body.value === "") this.#correctLast(event);
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} was the key meant for the list?
   */
  #pressedInList(event) {
    const steps = { ArrowUp: -1, ArrowDown: 1 };
    if (event.key in steps) {
      const count = this.#suggested.length;
      this.#choose((this.#chosen + steps[event.key] + count) % count);
    } else if (event.key === "Enter" || event.key === "Tab") this.#complete(this.#suggested[this.#chosen]);
    else if (event.key === "Escape") this.#suggest([]);
    else return false;
    event.preventDefault();
    return true;
  }

  /** @param {KeyboardEvent} event */
  #correctLast(event) {
    const mine = (/** @type {Message} */ { author, id, removed_at }) =>
      author.id === this.room.me.id && id !== null && removed_at === null;
    const last = this.room.messages.findLast(mine);
    if (!last) return;
    event.preventDefault();
    this.correct(last);
  }

  #typed() {
    const mention = mentionAt(this.body.value, this.body.selectionStart);
    this.#suggest(mention ? suggestions(this.room.others, mention.query) : []);
    if (this.body.value === "" || this.#about?.kind === "edit") return;
    if (Date.now() - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = Date.now();
    this.typing();
  }

  /** @param {Person[]} people */
  #suggest(people) {
    this.#suggested = people;
    const list = part(this, "suggestions");
    list.hidden = people.length === 0;
    list.replaceChildren(...people.map(suggestion));
    if (people.length) this.#choose(0);
    else this.body.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  #choose(index) {
    this.#chosen = index;
    [...part(this, "suggestions").children].forEach((element, place) => {
      element.setAttribute("aria-selected", String(place === index));
    });
    this.body.setAttribute("aria-activedescendant", `suggestion-${this.#suggested[index].id}`);
  }

  /** @param {MouseEvent} event */
  #picked(event) {
    const element = /** @type {Element} */ (event.target).closest("li");
    const person = this.#suggested.find(({ id }) => element?.id === `suggestion-${id}`);
    if (person) this.#complete(person);
  }

  /** @param {Person} person */
  #complete(person) {
    const { text, caret } = completed(this.body.value, this.body.selectionStart, person.username);
    this.body.value = text;
    this.body.setSelectionRange(caret, caret);
    this.#suggest([]);
  }
}

/** @param {Person} person */
function suggestion(person) {
  const element = document.createElement("li");
  element.id = `suggestion-${person.id}`;
  element.className = "suggestion";
  element.setAttribute("role", "option");
  const avatar = document.createElement("span");
  avatar.className = `avatar avatar-small ${hue(person.id)}`;
  avatar.setAttribute("aria-hidden", "true");
  avatar.textContent = initials(person.name);
  const name = document.createElement("b");
  name.textContent = person.name;
  const username = document.createElement("small");
  username.textContent = `@${person.username}`;
  element.append(avatar, name, username);
  return element;
}

customElements.define("chat-composer", ChatComposer);
