/**
 * Puts together what a connection stands on: a ladder of this page's own, or one that it
 * shares with the browser's other tabs.
 */
import { systemClock } from "./clock.js";
import { Ladder } from "./ladder/ladder.js";
import { Memory } from "./ladder/memory.js";
import { TIMES } from "./ladder/times.js";
import { makeRungs } from "./rungs.js";
import { openChannel } from "./shared/channel.js";
import { SharedLine } from "./shared/shared-line.js";
import { uuid } from "./uuid.js";
import { Cursor } from "./wire/cursor.js";

/** @typedef {import("./connection.js").Options} Options */
/** @typedef {import("./http.js").Http} Http */
/** @typedef {import("./wire/inbox.js").Inbox} Inbox */

const PERSONAL = /^user-\d+$/;

/**
 * @param {Options} options
 * @param {Http} http
 * @param {Inbox} inbox
 */
export function makeLadder(options, http, inbox) {
  const times = { ...TIMES, ...options.times };
  const env = { http, clock: systemClock, random: Math.random };
  return new Ladder({
    ...env,
    inbox,
    times,
    rungs: makeRungs(options.transports, env),
    reachable: () => http.reachable(options.health),
    renew: (request) => http.renew(request),
    memory: new Memory({
      store: storage(),
      key: `transport:${http.base}`,
      network,
      now: systemClock.now,
      ttlMs: times.memoryMs,
    }),
  });
}

/**
 * @param {Options} options
 * @param {Http} http
 * @param {Inbox} inbox
 * @returns {SharedLine|null} null where the browser cannot, or nobody may, share
 */
export function makeSharedLine(options, http, inbox) {
  const name = identify(options);
  const locks = globalThis.navigator?.locks;
  if (!options.share || !name || !locks || !globalThis.document) return null;
  const lock = `streams ${http.base} ${name}`;
  const channel = openChannel(lock);
  if (!channel) return null;
  return new SharedLine({
    id: uuid(),
    lock,
    locks,
    channel,
    inbox,
    http,
    clock: systemClock,
    random: Math.random,
    makeLadder: (shared) => makeLadder(options, http, shared),
  });
}

/**
 * Who we are, so that tabs with different rights never share: the personal stream that
 * the snapshot or the page names. A token, or `user-me`, says nothing of itself.
 *
 * @param {Options} options
 * @returns {string} "" when it is not known
 */
function identify({ identity, after, follow, token }) {
  const streams = [...Cursor.parse(after).positions.keys(), ...follow];
  const personal = streams.find((stream) => PERSONAL.test(stream));
  const unknown = token !== "" || follow.includes("user-me");
  return identity || personal || (unknown ? "" : "guest");
}

/** The kind of network, as well as the browser can tell. */
function network() {
  const { connection } = /** @type {any} */ (globalThis.navigator ?? {});
  return connection?.type ?? connection?.effectiveType ?? "";
}

/** @returns {Storage|null} null where the page may not keep anything */
function storage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
