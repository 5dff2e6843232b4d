/**
 * How far our clock is from the server's, by Cristian's algorithm: of several requests the
 * quickest leaves the least room for error, half its round trip.
 * https://doi.org/10.1007/BF01784024
 */
import { refusal } from "../http.js";

const TIMES = 6;
const PATIENCE_MS = 5_000;

/**
 * `differenceMs` is to be added to our time to get the server's, right to within `errorMs`.
 *
 * @typedef {{roundTripMs: number[], differenceMs: number, errorMs: number}} ServerClock
 */

/**
 * @param {import("../http.js").Http} http
 * @param {AbortSignal} signal
 * @returns {Promise<{clock: ServerClock|null, reason: import("../types.js").Reason|null}>} why not, if not
 */
export async function compareClocks(http, signal) {
  const samples = [];
  for (let time = 0; time < TIMES; time += 1) {
    const sample = await ask(http, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]));
    if (!("roundTripMs" in sample)) return { clock: null, reason: sample };
    samples.push(sample);
  }
  // The first one also opens the connection, which the others find open.
  const [, ...warm] = samples;
  const quickest = warm.reduce((best, sample) => (sample.roundTripMs < best.roundTripMs ? sample : best));
  return {
    clock: {
      roundTripMs: warm.map(({ roundTripMs }) => roundTripMs),
      differenceMs: quickest.differenceMs,
      errorMs: quickest.roundTripMs / 2,
    },
    reason: null,
  };
}

/**
 * @param {import("../http.js").Http} http
 * @param {AbortSignal} signal
 * @returns {Promise<{roundTripMs: number, differenceMs: number}|import("../types.js").Reason>}
 */
async function ask(http, signal) {
  const before = performance.now();
  const beforeAt = Date.now();
  try {
    const response = await http.request("now", { signal });
    if (response.status !== 200) return await refusal(response);
    const answer = await response.json().catch(() => null);
    const roundTripMs = performance.now() - before;
    if (typeof answer?.now !== "number") return { kind: "blocked", why: "foreign" };
    return { roundTripMs, differenceMs: answer.now - (beforeAt + roundTripMs / 2) };
  } catch {
    return { kind: "lost", why: "network" };
  }
}
