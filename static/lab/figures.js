/**
 * Readings as figures for the tables. Pure.
 *
 * @typedef {{
 *   name: string, state: string, transport: string|null, why: string, events: number,
 *   median: number|null, worst: number|null, requestsPerMinute: number, bytesPerMinute: number,
 *   overheadShare: number|null, serverUs: number|null, cuts: number, backMs: number|null,
 * }} Row
 */
import { median, worst } from "../notifications/doctor/figures.js";

const MINUTE_MS = 60_000;
/** Before that, what a minute holds is a guess. */
const LEAST_MS = 3_000;

/**
 * @param {import("./lane.js").Reading} reading
 * @param {Record<string, number>} costUs what the server's processor does for one event or, of polls, for one request
 * @returns {Row}
 */
export function row(
  { name, state, transport, why, events, latencyMs, requests, bytes, overhead, cuts, backMs, ms },
  costUs,
) {
  const minutes = Math.max(ms, LEAST_MS) / MINUTE_MS;
  return {
    ...{ name, state, transport, why, events, cuts, backMs },
    median: median(latencyMs),
    worst: worst(latencyMs),
    requestsPerMinute: requests / minutes,
    bytesPerMinute: (bytes + overhead) / minutes,
    overheadShare: bytes + overhead > 0 ? overhead / (bytes + overhead) : null,
    serverUs: cost(costUs[transport ?? name], { polls: (transport ?? name).endsWith("poll"), requests, events }),
  };
}

/**
 * What each event cost the server: polls are paid by the request, whether it brings anything or not.
 *
 * @param {number|undefined} us
 * @param {{polls: boolean, requests: number, events: number}} counts
 */
function cost(us, { polls, requests, events }) {
  if (us === undefined || events === 0) return null;
  return polls ? (us * requests) / events : us;
}

/**
 * For a spreadsheet, or a mail.
 *
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function tabbed(head, rows) {
  return [head, ...rows].map((cells) => cells.join("\t")).join("\n");
}
