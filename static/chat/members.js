// The members of a room, who of them is here now, and what each event does to the list.

/** @typedef {import("./types.js").Member} Member */
/** @typedef {import("./types.js").Person} Person */
/** @typedef {import("./types.js").LogEvent} LogEvent */
/** @typedef {{user: Person, role: string | null}} Somebody */

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
 * @returns {{here: Somebody[], away: Somebody[]}}
 */
export function sections(members, present, locale) {
  const names = new Intl.Collator(locale);
  const byName = (/** @type {Somebody} */ a, /** @type {Somebody} */ b) => names.compare(a.user.name, b.user.name);
  const roles = new Map(members.map(({ user, role }) => [user.id, role]));
  const hereIds = new Set(present.map(({ id }) => id));
  return {
    here: present.map((user) => ({ user, role: roles.get(user.id) ?? null })).sort(byName),
    away: members
      .filter(({ user }) => !hereIds.has(user.id))
      .map(({ user, role }) => ({ user, role }))
      .sort(byName),
  };
}

/**
 * @param {Member[]} members
 * @param {Member} gone
 */
function without(members, gone) {
  return members.filter(({ user }) => user.id !== gone.user.id);
}
