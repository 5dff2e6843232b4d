// The members of a room, who of them is here now, and what each event does to the list.

/** @typedef {import("./types.js").Member} Member */
/** @typedef {import("./types.js").Person} Person */
/** @typedef {import("./types.js").LogEvent} LogEvent */

/**
 * The list after one event of the room's stream.
 * @param {Member[]} members
 * @param {LogEvent} event
 * @returns {Member[]}
 */
export function applied(members, event) {
  switch (event.type) {
    case "member.joined":
    case "member.updated":
    case "member.restored":
      return [...without(members, event.data.member), event.data.member];
    case "member.left":
      return without(members, event.data.member);
    default:
      return members;
  }
}

/**
 * Those who are here first (members or not), then the others; each by name.
 * @param {Member[]} members
 * @param {Person[]} present
 * @param {string} locale
 * @returns {{here: (Person & {role: string | null})[], away: (Person & {role: string | null})[]}}
 */
export function sections(members, present, locale) {
  const byName = new Intl.Collator(locale);
  const sorted = (/** @type {(Person & {role: string | null})[]} */ people) =>
    people.sort((a, b) => byName.compare(a.name || a.username, b.name || b.username));
  const roles = new Map(members.map((member) => [member.id, member.role]));
  const hereIds = new Set(present.map(({ id }) => id));
  return {
    here: sorted(present.map((person) => ({ ...person, role: roles.get(person.id) ?? null }))),
    away: sorted(members.filter(({ id }) => !hereIds.has(id))),
  };
}

/**
 * @param {Member[]} members
 * @param {Member} gone
 */
function without(members, gone) {
  return members.filter(({ id }) => id !== gone.id);
}
