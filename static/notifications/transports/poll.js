/**
 * One poll: a plain request whose answer is complete, so that nothing on the way can
 * hold it back. The long poll, the short poll and catching up are made of it.
 */
import { refusal } from "../http.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Reason} Reason */

/** A stream was not to be had; `reason` says what that means. */
export class PollRefused extends Error {
  /** @param {Reason} reason */
  constructor(reason) {
    super(reason.why);
    this.reason = reason;
  }
}

/**
 * @param {import("../http.js").Http} http
 * @param {import("../types.js").Request} request
 * @param {{wait: number, etag?: string, signal: AbortSignal}} how `wait` in seconds
 * @returns {Promise<{cursor: string, frames: Frame[], more: boolean, nextMs: number, etag: string}>}
 * @throws {PollRefused} and TypeError when the network failed
 */
export async function poll(http, request, { wait, etag = "", signal }) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (etag) headers["If-None-Match"] = etag;
  const response = await http.request(http.streamUrl("poll", request, wait ? { wait: String(wait) } : {}), {
    headers,
    signal,
  });
  if (response.status === 304)
    return { cursor: "", frames: [], more: false, nextMs: Number(response.headers.get("Next-Ms") ?? 0), etag };
  if (response.status !== 200) throw new PollRefused(await refusal(response));
  const answer = await response.json().catch(() => null);
  if (!Array.isArray(answer?.events)) throw new PollRefused({ kind: "blocked", why: "foreign" });
  return {
    cursor: answer.cursor,
    frames: toFrames(answer),
    more: answer.more === true,
    nextMs: answer.next_ms ?? 0,
    etag: response.headers.get("ETag") ?? "",
  };
}

/**
 * @param {{cursor: string, events: any[], heads?: any, signals?: any[], reset?: any}} answer
 * @returns {Frame[]} a reset goes before the events that follow it
 */
function toFrames({ cursor, events, heads, signals, reset }) {
  /** @type {Frame[]} */
  const frames = [];
  if (reset && Object.keys(reset).length > 0) frames.push({ type: "reset", streams: reset });
  // Also when there are none: the cursor says where streams begin of which we know nothing.
  frames.push({ type: "events", events, cursor });
  if (heads && Object.keys(heads).length > 0) frames.push({ type: "heads", heads });
  for (const { stream, name, data } of signals ?? []) frames.push({ type: "signal", stream, name, data });
  return frames;
}
