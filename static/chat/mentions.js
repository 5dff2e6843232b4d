// Completing @names while somebody writes.

/** @typedef {import("./types.js").Person} Person */

// An @ counts at the start or after anything that is not part of a word: not inside mail@example.org.
const OPEN_MENTION = /(?:^|[^\w@])@([\w.-]*)$/u;
const MOST_SUGGESTED = 6;

/**
 * The mention being written in front of the caret.
 * @param {string} text
 * @param {number} caret
 * @returns {{start: number, query: string} | null} `start` is where its @ stands
 */
export function mentionAt(text, caret) {
  const match = OPEN_MENTION.exec(text.slice(0, caret));
  return match ? { start: caret - match[1].length - 1, query: match[1] } : null;
}

/**
 * Who may be meant: usernames and names that begin with the query first, then those that contain it.
 * @param {Person[]} people
 * @param {string} query
 * @returns {Person[]}
 */
export function suggestions(people, query) {
  const wanted = query.toLowerCase();
  const where = (/** @type {Person} */ person) => {
    const places = [person.username, person.name]
      .map((name) => name.toLowerCase().indexOf(wanted))
      .filter((place) => place >= 0);
    return places.length ? Math.min(...places) : Infinity;
  };
  return people
    .filter((person) => where(person) < Infinity)
    .sort((a, b) => where(a) - where(b) || a.username.localeCompare(b.username))
    .slice(0, MOST_SUGGESTED);
}

/**
 * The text with the open mention completed, and where the caret goes.
 * @param {string} text
 * @param {number} caret
 * @param {string} username
 */
export function completed(text, caret, username) {
  const mention = mentionAt(text, caret);
  if (!mention) return { text, caret };
  const before = `${text.slice(0, mention.start)}@${username} `;
  return { text: before + text.slice(caret).replace(/^ /, ""), caret: before.length };
}
