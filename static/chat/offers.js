// What somebody may do with a message. The server decides anew; this is what the page offers.

/** @typedef {import("./types.js").Message} Message */

/**
 * @param {Message} message
 * @param {{me: import("./types.js").Person | null, may: Record<string, boolean>}} somebody
 */
export function offers(message, { me, may }) {
  const settled = message.id !== null && message.removed_at === null;
  const mine = me !== null && message.author.id === me.id;
  return {
    like: settled && may.like,
    reply: settled && may.post,
    edit: settled && mine && may.post,
    remove: settled && (mine || may.moderate),
    retry: message.state === "failed",
    discard: message.state === "failed",
    more: message.id !== null,
    unveil: true,
    leave: true,
  };
}
