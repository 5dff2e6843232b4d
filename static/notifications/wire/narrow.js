/**
 * The part of a frame that concerns somebody who wants only some streams: a connection
 * that several tabs share carries more than each of them asked for.
 */
import { carries } from "./streams.js";

/** @typedef {import("../types.js").Frame} Frame */

/**
 * @param {Frame} frame
 * @param {{follow: string[], watch: string[]}} wish
 * @returns {Frame|null} null when nothing of it concerns them
 */
export function narrow(frame, { follow, watch }) {
  const followed = (/** @type {string} */ stream) => carries(follow, stream);
  const wanted = (/** @type {string} */ stream) => followed(stream) || carries(watch, stream);
  switch (frame.type) {
    case "events":
      return { ...frame, events: frame.events.filter(({ stream }) => followed(stream)) };
    case "signal":
      return followed(frame.stream) ? frame : null;
    case "unfollowed": {
      const streams = frame.streams.filter(wanted);
      return streams.length > 0 ? { ...frame, streams } : null;
    }
    case "reset": {
      const streams = pick(frame.streams, followed);
      return streams && { ...frame, streams };
    }
    case "heads": {
      const heads = pick(frame.heads, wanted);
      return heads && { ...frame, heads };
    }
    default:
      return frame;
  }
}

/**
 * @template T
 * @param {Record<string, T>} byStream
 * @param {(stream: string) => boolean} chosen
 * @returns {Record<string, T>|null}
 */
function pick(byStream, chosen) {
  const entries = Object.entries(byStream).filter(([stream]) => chosen(stream));
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}
