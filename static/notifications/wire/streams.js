/** Names of streams. */

const PERSONAL = /^user-\d+$/;

/**
 * Whether an event of `stream` belongs to what is followed. `user-me` is answered
 * under its real name, so any one personal stream counts as it.
 *
 * @param {string[]} follow
 * @param {string} stream
 */
export function carries(follow, stream) {
  return follow.includes(stream) || (PERSONAL.test(stream) && follow.includes("user-me"));
}

/**
 * What of `follow` remains when these streams were taken away.
 *
 * @param {string[]} follow
 * @param {string[]} streams under their real names
 */
export function without(follow, streams) {
  return follow.filter((name) => !streams.some((stream) => carries([name], stream)));
}
