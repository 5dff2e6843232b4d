// The members of a room, who of them is here now, and what each event does to the list.

/** @typedef {import("./types.js").Member} Member */
/** @typedef {import("./types.js").Person} Person */
/** @typedef {import("./types.js").LogEvent} LogEvent */
/** @typedef {{user: Person, role: string | null, sanction: Member["sanction"]}} Somebody */

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
    case "member.sanctioned":
    case "member.restored":
    case "member.left": {
      const { member } = event.data;
      return [...without(members, member), ...(member.role ? [member] : [])];
    }
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
  const known = new Map(members.map((member) => [member.user.id, member]));
  const hereIds = new Set(present.map(({ id }) => id));
  return {
    here: present.map((user) => somebody(user, known.get(user.id))).sort(byName),
    away: members
      .filter(({ user }) => !hereIds.has(user.id))
      .map((member) => somebody(member.user, member))
      .sort(byName),
  };
}

/**
 * @param {Person} user
 * @param {Member} [member]
 * @returns {Somebody}
 */
function somebody(user, member) {
  return { user, role: member?.role ?? null, sanction: member?.sanction ?? null };
}

/**
 * @param {Member[]} members
 * @param {Member} gone
 */
function without(members, gone) {
  return members.filter(({ user }) => user.id !== gone.user.id);
}
