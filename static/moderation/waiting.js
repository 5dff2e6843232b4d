// Which reports are new, as the header of a page knows them; and what each event does to that.

/** @typedef {import("../notifications/types.js").LogEvent} LogEvent */
/** @typedef {{position: number, ids: ReadonlySet<number>}} Waiting `position` of the stream that they reflect */

// A longer number would not fit, and nobody counts on; chat/templatetags/moderation.py does the same.
const MOST_COUNTED = 99;

/**
 * @param {{waiting: number[], position: number}} desk what the server rendered
 * @returns {Waiting}
 */
export function begun({ waiting, position }) {
  return { position, ids: new Set(waiting) };
}

/**
 * @param {Waiting} waiting
 * @param {LogEvent} event of the stream `moderation`
 * @returns {Waiting}
 */
export function applied(waiting, { position, data }) {
  if (position <= waiting.position) return waiting;
  const ids = new Set(waiting.ids);
  if (data.report?.state === "new") ids.add(data.report.id);
  else if (data.report) ids.delete(data.report.id);
  return { position, ids };
}

/**
 * @param {Waiting} waiting
 * @returns {string} "" for none
 */
export function shown({ ids }) {
  if (ids.size > MOST_COUNTED) return `${MOST_COUNTED}+`;
  return ids.size ? String(ids.size) : "";
}
