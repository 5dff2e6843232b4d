/**
 * How long to wait before the next try.
 *
 * Full jitter: anything between nothing and the doubled limit, so that thousands who
 * were cut off in the same moment do not come back in the same moment.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param {number} round how many tries have failed before, from 0
 * @param {{baseMs: number, capMs: number, random: () => number}} limits
 * @returns {number} milliseconds
 */
export function fullJitter(round, { baseMs, capMs, random }) {
  return random() * Math.min(capMs, baseMs * 2 ** Math.min(round, 30));
}

/**
 * Spreads a wait that the server advised: never earlier, up to a quarter later.
 *
 * @param {number} ms
 * @param {() => number} random
 */
export function spread(ms, random) {
  return ms * (1 + random() / 4);
}
