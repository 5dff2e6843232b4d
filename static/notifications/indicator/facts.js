/**
 * A connection's state in words, as a list of lines.
 */
import { fill } from "./texts.js";

/** @typedef {import("../connection.js").State} State */

/** A stopped connection says why. @type {Record<number, string>} */
const REASONS = { 401: "signed-out", 403: "forbidden", 204: "over" };

/**
 * @param {State} state
 * @param {{text: (name: string) => string, time: (ms: number) => string, now: number}} words
 *   `text` gives a template of texts.js, `time` writes a time of day
 * @returns {string[]}
 */
export function facts(state, { text, time, now }) {
  const name = (/** @type {string} */ transport) => text(transport) || transport;
  const lines = [fill(text("since"), { time: time(state.since) })];
  if (state.transport) lines.unshift(fill(text("transport"), { transport: name(state.transport) }));
  if (state.heardAt !== null && state.state !== "live") lines.push(fill(text("heard"), { time: time(state.heardAt) }));
  if (state.behind > 0) lines.push(fill(text("behind"), { count: state.behind }));
  for (const { transport, why, at } of state.failed) {
    lines.push(fill(text("failed"), { transport: name(transport), why: text(`why-${why}`) || why, time: time(at) }));
  }
  if (state.nextTryAt !== null) {
    const seconds = Math.max(0, Math.ceil((state.nextTryAt - now) / 1_000));
    lines.push(fill(text("next"), { seconds }));
  }
  const reason = REASONS[state.code ?? 0];
  if (reason) lines.push(text(reason));
  return lines;
}
