// <chat-composer>: where one writes, answers and corrects. Enter sends; Shift+Enter starts a line.

import { part, show } from "./dom.js";
import { completed, mentionAt, suggestions } from "./mentions.js";
import { meaning, slashesAt, withSlash } from "./slash.js";
import { Suggestions } from "./suggestions.js";

/** @typedef {import("./types.js").Message} Message */

// Others see the signal for 6 s (typing.js); repeating it every 3 s survives one that is lost.
const TYPING_EVERY_MS = 3_000;

export class ChatComposer extends HTMLElement {
  /** What is being answered or corrected. @type {{kind: "reply" | "edit", message: Message} | null} */
  #about = null;
  /** @type {Suggestions | null} */
  #suggestions = null;
  #typedAt = -Infinity;
  #asking = false;

  /**
   * @param {import("./room-state.js").RoomState} room
   * @param {object} tools
   * @param {import("./strings.js").Strings} tools.strings
   * @param {(body: string, replyTo: number | null, attachments: import("./types.js").Attachment[]) => void} tools.send
   * @param {(body: string) => Promise<boolean>} tools.agreed may it go out as it stands?
   * @param {(message: Message, body: string) => Promise<boolean>} tools.edit
   * @param {(text: string) => Promise<boolean>} tools.slash
   * @param {() => void} tools.typing
   */
  start(room, { strings, send, agreed, edit, slash, typing }) {
    this.room = room;
    this.strings = strings;
    this.send = send;
    this.agreed = agreed;
    this.edit = edit;
    this.slash = slash;
    this.typing = typing;
    const form = this.querySelector("form");
    if (!form) return;
    // A message may be pictures alone; what is missing is said here, not by the browser.
    form.noValidate = true;
    this.tray = /** @type {import("./attach-tray.js").AttachTray} */ (this.querySelector("attach-tray"));
    this.body = /** @type {HTMLTextAreaElement} */ (part(this, "body"));
    form.addEventListener("submit", (event) => this.#submitted(event));
    this.body.addEventListener("keydown", (event) => this.#pressed(event));
    this.body.addEventListener("input", () => this.#typed());
    const list = part(this, "suggestions");
    this.#suggestions = new Suggestions(this.body, list, (text, caret) => this.#meant(text, caret));
    part(this, "cancel").addEventListener("click", () => this.#clear());
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
    const { slash, body } = meaning(this.body.value.trim());
    if (!body && this.tray.isEmpty) return;
    const about = this.#about;
    this.#typedAt = -Infinity;
    this.refuse("");
    if (about?.kind === "edit") {
      if (body && (await this.edit(about.message, body))) this.#clear();
      return;
    }
    if (slash) {
      this.body.value = "";
      // Refused, it stands there again to be mended.
      if (!(await this.slash(body)) && this.body.value === "") this.body.value = body;
      return;
    }
    if (!(await this.#once(() => this.#mayGo(body)))) return;
    // One may have written on while the uploads came to an end.
    this.send(meaning(this.body.value.trim()).body, about?.message.id ?? null, this.tray.take());
    this.body.value = "";
    this.#clear();
  }

  /** @param {string} body */
  async #mayGo(body) {
    return (await this.agreed(body)) && (await this.tray.settled());
  }

  /**
   * @param {() => Promise<boolean>} ask
   * @returns {Promise<boolean>} false also while it is being asked already
   */
  async #once(ask) {
    if (this.#asking) return false;
    this.#asking = true;
    const agreed = await ask();
    this.#asking = false;
    if (!agreed) this.body.focus();
    return agreed;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    // While an input method composes (Chinese, Japanese …) the keys are its own.
    if (event.isComposing) return;
    if (this.#suggestions?.pressed(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !matchMedia("(pointer: coarse)").matches) {
      event.preventDefault();
      this.querySelector("form").requestSubmit();
    } else if (event.key === "Escape" && this.#about) this.#clear();
    else if (event.key === "ArrowUp" && this.body.value === "") this.#correctLast(event);
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
    this.#suggestions?.update();
    if (this.body.value === "" || this.#about?.kind === "edit") return;
    if (Date.now() - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = Date.now();
    this.typing();
  }

  /**
   * The commands or people that one may be naming.
   * @param {string} text
   * @param {number} caret
   * @returns {import("./suggestions.js").Suggestion[]}
   */
  #meant(text, caret) {
    const mention = mentionAt(text, caret);
    const people = mention ? suggestions(this.room.others, mention.query) : [];
    return [
      ...slashesAt(this.room.slashes, text, caret).map(({ name, usage, about }) => ({
        key: name,
        name: usage,
        detail: about,
        complete: (/** @type {string} */ typed, /** @type {number} */ at) => withSlash(typed, at, name),
      })),
      ...people.map((person) => ({
        key: String(person.id),
        name: person.name,
        detail: `@${person.username}`,
        person,
        complete: (/** @type {string} */ typed, /** @type {number} */ at) => completed(typed, at, person.username),
      })),
    ];
  }
}

customElements.define("chat-composer", ChatComposer);
