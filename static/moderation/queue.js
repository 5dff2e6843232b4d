// The queue of reports as the page holds it, and what each event does to it.
// The rule that tests hold it to: a page with the events after it equals a fresh page.

/** @typedef {import("./types.js").Group} Group */
/** @typedef {import("./types.js").LogEvent} LogEvent */
/** @typedef {import("./types.js").Report} Report */
/** @typedef {import("./types.js").Wanted} Wanted */

/**
 * @typedef {object} Queue
 * @property {Group[]} groups the newest first
 * @property {number} position of the stream `moderation` that they reflect
 * @property {Wanted} wanted
 * @property {boolean} hasOlder may there be groups after the last?
 */

/**
 * @param {{groups: Group[], position: number, wanted: Wanted, hasOlder: boolean}} page
 * @returns {Queue}
 */
export function begun({ groups, position, wanted, hasOlder }) {
  return { groups, position, wanted, hasOlder };
}

/**
 * The queue after one event of the stream.
 * @param {Queue} queue
 * @param {LogEvent} event
 * @returns {Queue}
 */
export function applied(queue, { position, data }) {
  if (position <= queue.position) return queue;
  const moved = { ...queue, position };
  return data.report ? withReports(moved, data.report.message, [data.report]) : moved;
}

/**
 * The queue with these reports of one message as they are now; what it said, where that was learned.
 * @param {Queue} queue
 * @param {number} message
 * @param {Report[]} reports
 * @param {string | null} [said]
 * @returns {Queue}
 */
export function withReports(queue, message, reports, said = null) {
  const known = queue.groups.find((group) => group.message === message);
  const changed = new Set(reports.map(({ id }) => id));
  const kept = known ? known.reports.filter(({ id }) => !changed.has(id)) : [];
  const all = [...kept, ...reports].filter((report) => isWanted(report, queue.wanted)).sort((a, b) => a.id - b.id);
  const others = queue.groups.filter((group) => group !== known);
  const last = all.at(-1);
  if (!last || (!known && isBelow(queue, last))) return { ...queue, groups: others };
  const group = { message, said: said ?? known?.said ?? null, last: last.id, last_at: last.created_at, reports: all };
  return { ...queue, groups: [...others, group].sort((a, b) => b.last - a.last) };
}

/**
 * Does the report pass the filters?
 * @param {Report} report
 * @param {Wanted} wanted
 */
export function isWanted(report, { state, room, kind }) {
  if (state !== null && !state.split(",").includes(report.state)) return false;
  if (room !== null && report.room.id !== room) return false;
  return kind === null || (kind === "automatic" ? report.automatic : report.reason === kind);
}

/**
 * It stands among those that are not on this page.
 * @param {Queue} queue
 * @param {Report} report
 */
function isBelow({ groups, hasOlder }, report) {
  return hasOlder && report.id < (groups.at(-1)?.last ?? 0);
}
