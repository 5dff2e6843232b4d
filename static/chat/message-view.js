// Fills the pattern of one message (templates/chat/partials/message.html). The server renders for
// everybody alike; who is looking is known here.

import { fillAnswer, isGrowing } from "./answer-view.js";
import { gist } from "./attachments.js";
import { fillAttachments } from "./attachments-view.js";
import { copyOf, part, show } from "./dom.js";
import { hasMenu } from "./menu-offers.js";
import { offers } from "./offers.js";
import { hue, initials } from "./people.js";
import { safeFragment } from "./safe-html.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./room-state.js").RoomState} RoomState */

export class MessageView {
  #room;
  #strings;
  #times;
  #locale;
  /** What each element shows, so that nothing is done twice. @type {WeakMap<HTMLElement, string>} */
  #shown = new WeakMap();
  /** Messages of blocked people that are shown all the same, by id. @type {Set<number | null>} */
  #unveiled = new Set();

  /**
   * @param {RoomState} room
   * @param {import("./strings.js").Strings} strings
   * @param {import("./times.js").Times} times
   */
  constructor(room, strings, times) {
    this.#room = room;
    this.#strings = strings;
    this.#times = times;
    this.#locale = document.documentElement.lang;
  }

  /** @returns {HTMLElement} */
  create() {
    return copyOf("message-template");
  }

  /**
   * @param {HTMLElement} element
   * @param {Message} message
   * @param {boolean} follows does it go on where its author's last message ended?
   */
  fill(element, message, follows) {
    const quoted = message.reply_to === null ? null : this.#room.quoted(message.reply_to);
    const veiled = this.#isVeiled(message);
    const offered = this.#room.me && this.#offered(message);
    const shows = JSON.stringify([message, follows, quoted, veiled, quoted && this.#isVeiled(quoted), offered]);
    if (this.#shown.get(element) === shows) return;
    this.#shown.set(element, shows);
    this.#fillHead(element, message);
    this.#fillBody(element, message);
    this.#fillQuote(element, message, quoted);
    this.#fillFoot(element, message);
    fillAnswer(element, message, this.#strings, this.#mayStop(message));
    if (offered) fillTools(element, message, offered);
    this.#veil(element, veiled);
    element.toggleAttribute("data-follows", follows);
    element.toggleAttribute("data-removed", message.removed_at !== null);
  }

  /**
   * @param {HTMLElement} element
   * @param {Message} message
   */
  #fillHead(element, message) {
    const { author, created_at } = message;
    const avatar = part(element, "avatar");
    avatar.className = `avatar ${hue(author.id)}`;
    avatar.textContent = initials(author.name);
    part(element, "author").textContent = author.name;
    const time = part(element, "time");
    time.dateTime = created_at;
    time.textContent = this.#times.time(created_at);
    time.title = this.#times.full(created_at);
    if (message.id !== null) {
      element.id = `message-${message.id}`;
      part(element, "link").href = `?at=${message.id}`;
    }
    part(element, "edited").hidden = message.edited_at === null || message.removed_at !== null;
    element.setAttribute("aria-label", `${author.name}, ${time.textContent}`);
  }

  /**
   * @param {HTMLElement} element
   * @param {Message} message
   */
  #fillBody(element, message) {
    const removed = message.removed_at !== null;
    const body = part(element, "body");
    body.hidden = removed;
    part(element, "gone").hidden = !removed;
    if (message.id === null || isGrowing(message)) body.replaceChildren(inLines(message.body));
    else body.replaceChildren(safeFragment(message.html));
    fillAttachments(
      part(element, "attachments"),
      removed ? [] : (message.attachments ?? []),
      this.#strings,
      this.#locale,
    );
    const mine = [...body.querySelectorAll(".mention")].filter(
      (mention) => mention.dataset.username === this.#room.me?.username,
    );
    for (const mention of mine) mention.dataset.me = "";
    element.toggleAttribute("data-mentions-me", mine.length > 0);
  }

  /**
   * @param {HTMLElement} element
   * @param {Message} message
   * @param {Message | null} quoted
   */
  #fillQuote(element, message, quoted) {
    const quote = part(element, "quote");
    quote.hidden = message.reply_to === null || message.removed_at !== null;
    if (quote.hidden) return;
    quote.href = `?at=${message.reply_to}`;
    part(element, "quote-author").textContent = quoted && !this.#isVeiled(quoted) ? quoted.author.name : "";
    part(element, "quote-text").textContent = this.#excerpt(quoted);
  }

  /** @param {Message} message */
  #mayStop(message) {
    return offers(message, this.#room, (id) => this.#room.quoted(id)).stop;
  }

  /** @param {Message | null} quoted */
  #excerpt(quoted) {
    if (!quoted) return this.#strings.say("earlier_message");
    if (this.#isVeiled(quoted)) return this.#strings.say("blocked_message");
    if (quoted.removed_at !== null) return this.#strings.say("removed_message");
    return gist(quoted, safeFragment(quoted.html).textContent ?? "");
  }

  /**
   * @param {HTMLElement} element
   * @param {Message} message
   */
  #fillFoot(element, message) {
    const likes = part(element, "likes");
    likes.hidden = message.likes === 0 || message.removed_at !== null;
    likes.disabled = !this.#room.may.like;
    likes.setAttribute("aria-pressed", String(message.liked === true));
    part(element, "like-count").textContent = String(message.likes);
    const { state } = message;
    if (state) element.dataset.state = state;
    else delete element.dataset.state;
    show(part(element, "state"), state ? (message.error ?? this.#strings.say(state)) : "");
    part(element, "retry").hidden = part(element, "discard").hidden = state !== "failed";
  }

  /** @param {Message} message */
  #offered(message) {
    return {
      ...offers(message, this.#room),
      more: message.id !== null && hasMenu({ message, person: message.author }, this.#room),
    };
  }

  /**
   * Shows a message of somebody blocked after all.
   * @param {HTMLElement} element
   * @param {Message} message
   */
  unveil(element, message) {
    this.#unveiled.add(message.id);
    this.#shown.delete(element);
    this.#veil(element, false);
  }

  /** @param {Message} message */
  #isVeiled({ id, author }) {
    return this.#room.blocked.has(author.id) && !this.#unveiled.has(id);
  }

  /**
   * @param {HTMLElement} element
   * @param {boolean} veiled
   */
  #veil(element, veiled) {
    part(element, "veil").hidden = !veiled;
    element.toggleAttribute("data-blocked", veiled);
    if (veiled) element.setAttribute("aria-label", this.#strings.say("blocked_message"));
  }
}

/**
 * @param {HTMLElement} element
 * @param {Message} message
 * @param {Record<string, boolean>} offered
 */
function fillTools(element, message, offered) {
  const tools = /** @type {const} */ (["like", "reply", "edit", "remove", "more"]);
  for (const what of tools) part(element, what).hidden = !offered[what];
  part(element, "like").setAttribute("aria-pressed", String(message.liked === true));
  part(element, "tools").hidden = !tools.some((what) => offered[what]);
}

/**
 * What was typed, as it stands, until the server has rendered it.
 * @param {string} text
 */
function inLines(text) {
  const paragraph = document.createElement("p");
  text.split("\n").forEach((line, index) => {
    if (index > 0) paragraph.append(document.createElement("br"));
    paragraph.append(line);
  });
  return paragraph;
}
