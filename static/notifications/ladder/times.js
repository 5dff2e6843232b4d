/**
 * Every waiting time of the ladder, in milliseconds. Tests shorten them.
 *
 * @typedef {Readonly<{
 *   hedgeMs: number, trialMs: number, muteMs: number, checkMs: number, settledMs: number,
 *   probesMs: readonly number[], backoffBaseMs: number, backoffCapMs: number, memoryMs: number,
 *   renewMs: number,
 * }>} Times
 */

/** @type {Times} */
export const TIMES = Object.freeze({
  /** The next transport starts while the first still tries: a blocked WebSocket costs 2.5 s at most. */
  hedgeMs: 2_000,
  /** A transport without its first frame by then is given up. */
  trialMs: 10_000,
  /** No byte for so long: mute. The server is never silent for more than 20 s. */
  muteMs: 44_000,
  /** How long a suspected connection has to show a sign of life. */
  checkMs: 3_000,
  /** A connection that lasted so long has settled; one that did not was a strike. */
  settledMs: 10_000,
  /** When to look for something better: twice within 60 s of `online`, then within 5 min. */
  probesMs: Object.freeze([10_000, 35_000, 240_000]),
  backoffBaseMs: 1_000,
  backoffCapMs: 30_000,
  /** What worked is tried first for half an hour. */
  memoryMs: 30 * 60_000,
  /** A ticket holds for ten minutes; with this one in hand is always good for five. */
  renewMs: 300_000,
});
