// What the menu of a message or of a person offers. The server decides anew.

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Person} Person */
/** @typedef {{person: Person, message: Message | null}} Target */

/** @type {Record<string, number>} as in chat/policies.py */
const RANK = { member: 1, moderator: 2, owner: 3 };

/**
 * @param {Target} target
 * @param {object} somebody
 * @param {Person | null} somebody.me
 * @param {Record<string, boolean>} somebody.may
 * @param {{role: string | null}} somebody.room
 * @param {import("./types.js").Member[]} somebody.members
 * @param {Set<number>} somebody.blocked
 * @returns {Record<string, boolean>} by deed, see deeds.js
 */
export function menuOffers({ person, message }, { me, may, room, members, blocked }) {
  const other = me !== null && person.id !== me.id;
  const member = may.moderate ? members.find(({ user }) => user.id === person.id) : undefined;
  const above = other && may.moderate && rank(room.role, may) > rank(member?.role ?? null, {});
  const stands = message !== null && message.id !== null && message.removed_at === null;
  const gone = message !== null && message.removed_at !== null;
  return {
    report: stands && other && may.report,
    block: other && !blocked.has(person.id),
    unblock: other && blocked.has(person.id),
    pin: stands && may.moderate && !message.pinned_at,
    unpin: stands && may.moderate && Boolean(message.pinned_at),
    restore: may.moderate && (gone || (stands && message.masked === true)),
    purge: may.moderate && (stands || gone),
    mute: above,
    timeout: above,
    kick: above && member !== undefined,
    ban: above,
    lift: above && Boolean(member?.sanction),
    sweep: above,
  };
}

/**
 * @param {Target} target
 * @param {Parameters<typeof menuOffers>[1]} somebody
 */
export function hasMenu(target, somebody) {
  return Object.values(menuOffers(target, somebody)).some(Boolean);
}

/**
 * @param {string | null} role
 * @param {Record<string, boolean>} may
 */
function rank(role, may) {
  return Math.max(RANK[role ?? ""] ?? 0, may.moderate_site ? RANK.moderator : 0);
}
