// What is special about a bot's message: that it is one, that it still grows, how it ended.

import { part, show } from "./dom.js";

/** @typedef {import("./types.js").Message} Message */

// A finished answer is a message like any other.
const ENDINGS = { cancelled: "answer_cancelled", interrupted: "answer_interrupted" };

/**
 * @param {HTMLElement} element
 * @param {Message} message
 * @param {import("./strings.js").Strings} strings
 * @param {boolean} mayStop
 */
export function fillAnswer(element, message, strings, mayStop) {
  part(element, "bot").hidden = !message.bot;
  element.toggleAttribute("data-growing", isGrowing(message));
  // Until then a screen reader waits with it.
  element.setAttribute("aria-busy", String(isGrowing(message)));
  part(element, "stop").hidden = !mayStop;
  const ending = message.removed_at === null && message.answer ? ENDINGS[message.answer] : undefined;
  show(part(element, "ending"), ending ? strings.say(ending) : "");
}

/**
 * @param {Message} message
 * @returns {boolean}
 */
export function isGrowing({ answer, removed_at }) {
  return answer === "growing" && removed_at === null;
}
