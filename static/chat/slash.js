// What somebody types behind a slash; what it does is the server's to know (chat/slash.py).

/** @typedef {{name: string, usage: string, about: string}} Slash */

const OPEN_SLASH = /^\/([a-z0-9_-]*)$/;
const MOST_SUGGESTED = 8;

/**
 * The commands that may be meant by what stands before the caret.
 * @param {Slash[]} slashes
 * @param {string} text
 * @param {number} caret
 * @returns {Slash[]}
 */
export function slashesAt(slashes, text, caret) {
  const match = OPEN_SLASH.exec(text.slice(0, caret));
  return match ? slashes.filter(({ name }) => name.startsWith(match[1])).slice(0, MOST_SUGGESTED) : [];
}

/**
 * The text with the command's name completed, and where the caret goes.
 * @param {string} text
 * @param {number} caret
 * @param {string} name
 */
export function withSlash(text, caret, name) {
  const before = `/${name} `;
  return { text: before + text.slice(caret).trimStart(), caret: before.length };
}

/**
 * Is it a command, or something to say? Two slashes say one.
 * @param {string} body
 * @returns {{slash: boolean, body: string}}
 */
export function meaning(body) {
  if (body.startsWith("//")) return { slash: false, body: body.slice(1) };
  return { slash: body.startsWith("/"), body };
}
