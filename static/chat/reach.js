// What is said before a message goes out that calls many people, or names somebody who cannot read it.

// The server's own rule (chat/text.py) is stricter; asking once too often does no harm.
const NAMED = /(?<![\w@/.-])@([\w.-]+)/gu;
const CALLS = new Set(["room", "here"]);

/** @typedef {import("./types.js").Person} Person */
/** @typedef {{reach: number, calls: string[], may_call: boolean, cannot_see: Person[]}} Audience */

/**
 * Is it worth asking the server whom a message reaches?
 * @param {string} body
 * @param {object} room
 * @param {boolean} room.open may everybody read it?
 * @param {Person[]} room.people those who are known to read it
 */
export function isDoubtful(body, { open, people }) {
  const readers = new Set(people.map(({ username }) => username.toLowerCase()));
  const names = [...body.matchAll(NAMED)].map(([, name]) => name.toLowerCase().replace(/[.-]+$/, ""));
  return names.some((name) => CALLS.has(name) || !(open || readers.has(name)));
}

/**
 * What there is to say, as keys of sentences and what fills them; nothing when there is no need.
 * @param {Audience} audience
 * @param {string} locale
 * @returns {[key: string, values: Record<string, string | number>][]}
 */
export function warnings({ reach, calls, may_call, cannot_see }, locale) {
  const list = new Intl.ListFormat(locale);
  /** @type {[string, Record<string, string | number>][]} */
  const said = [];
  if (calls.length) {
    const words = list.format(calls.map((call) => `@${call}`));
    said.push(may_call ? ["reaches", { count: reach, words }] : ["calls_nobody", { words }]);
  }
  if (cannot_see.length) said.push(["cannot_see", { names: list.format(cannot_see.map(({ name }) => name)) }]);
  return said;
}
