// May one write here now; and if not, why not and until when? The server decides; this shows it beforehand.

/** @typedef {{id: number, room: number | null, kind: string, until: string | null, reason: string}} Sanction */
/** @typedef {{why: "sanction" | "locked" | null, sanction: Sanction | null, until: number | null}} Silence */

/**
 * What closes the composer altogether.
 * @param {{room: any, may: Record<string, boolean>}} state
 * @param {number} now the server's time in ms
 * @returns {Silence} `until`: when it ends by itself, in ms
 */
export function silence({ room, may }, now) {
  const sanction = inForce(room.sanction, now);
  if (sanction) return { why: "sanction", sanction, until: ends(sanction.until) };
  if (room.locked && !may.moderate) return { why: "locked", sanction: null, until: null };
  return { why: null, sanction: null, until: null };
}

/**
 * @param {Sanction | null | undefined} sanction
 * @param {number} now
 */
export function inForce(sanction, now) {
  return sanction && (sanction.until === null || Date.parse(sanction.until) > now) ? sanction : null;
}

/**
 * How many seconds slow mode puts between two messages now; 0: there is none.
 * @param {{slow_mode_s: number, slow_mode_until: string | null}} room
 * @param {number} now
 */
export function pace(room, now) {
  const over = room.slow_mode_until !== null && Date.parse(room.slow_mode_until) <= now;
  return over ? 0 : room.slow_mode_s;
}

/**
 * Until when one waits because of slow mode.
 * @param {{room: any, may: Record<string, boolean>, saidAt: number | null}} state `saidAt`: one's last message
 * @param {number} now
 * @returns {number | null} in ms of the server's time; null: one need not wait
 */
export function waitsUntil({ room, may, saidAt }, now) {
  if (may.moderate || saidAt === null) return null;
  const until = saidAt + pace(room, now) * 1_000;
  const automaticEnd = ends(room.slow_mode_until) ?? Infinity;
  return until > now ? Math.min(until, automaticEnd) : null;
}

/** @param {string | null} iso */
function ends(iso) {
  return iso === null ? null : Date.parse(iso);
}
