// What somebody may do with a message. The server decides anew; this is what the page offers.

import { isGrowing } from "./answer-view.js";

/** @typedef {import("./types.js").Message} Message */

/**
 * @param {Message} message
 * @param {{me: import("./types.js").Person | null, may: Record<string, boolean>}} somebody
 * @param {(id: number) => Message | null} [quoted] the message that another one answers
 */
export function offers(message, { me, may }, quoted) {
  const settled = message.id !== null && message.removed_at === null;
  const mine = me !== null && message.author.id === me.id;
  const growing = isGrowing(message);
  const asker = growing && message.reply_to !== null ? quoted?.(message.reply_to)?.author.id : undefined;
  return {
    like: settled && may.like,
    reply: settled && may.post,
    edit: settled && mine && may.post && !growing,
    stop: growing && me !== null && (mine || may.moderate || asker === me.id),
    remove: settled && (mine || may.moderate),
    retry: message.state === "failed",
    discard: message.state === "failed",
    more: message.id !== null,
    unveil: true,
    leave: true,
  };
}
