// A message as a bullet: its words in one short line, and how it looks.

import { gist } from "../chat/attachments.js";
import { safeFragment } from "../chat/safe-html.js";

/** @typedef {import("../chat/types.js").Message} Message */
/**
 * @typedef {{
 *   id: number, author: number, position: number, text: string,
 *   mode: string, colour: string, size: string, own: boolean,
 * }} Bullet
 */

// What one can read in passing; the list has the whole.
const TEXT_MAX_CHARS = 80;
const USUAL = { mode: "scroll", colour: "white", size: "medium" };

/**
 * @param {Message} message
 * @param {number | null} me whose bullets are marked as one's own
 * @returns {Bullet}
 */
export function bulletOf(message, me) {
  const { mode, colour, size } = message.bullet ?? USUAL;
  return {
    id: Number(message.id),
    author: message.author.id,
    position: Number(message.position),
    text: inOneLine(gist(message, safeFragment(message.html).textContent ?? "")),
    mode,
    colour,
    size,
    own: message.author.id === me,
  };
}

/** Is there anything to read? An answer that has only begun says nothing yet. @param {Message} message */
export function says({ html, attachments = [] }) {
  return html !== "" || attachments.length > 0;
}

/** @param {string} text */
export function inOneLine(text) {
  const characters = [...text.replace(/\s+/g, " ").trim()];
  if (characters.length <= TEXT_MAX_CHARS) return characters.join("");
  return `${characters.slice(0, TEXT_MAX_CHARS - 1).join("")}…`;
}
