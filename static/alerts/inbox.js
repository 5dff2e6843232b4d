// The alerts of a person as the page holds them, and what each event does to them.
// The rule that tests hold it to: a page with the events after it equals a fresh page.

/** @typedef {import("./types.js").Alert} Alert */
/** @typedef {import("./types.js").Counts} Counts */
/** @typedef {import("./types.js").LogEvent} LogEvent */

// How many alerts the server gives at a time (notifications/inbox/snapshots.py).
const PAGE_SIZE = 50;

/**
 * @typedef {object} Inbox
 * @property {Alert[]} alerts without a hole, the newest first
 * @property {number} position of the person's stream that they reflect
 * @property {number} unread how many are, of all that there are
 * @property {number} addressed how many of those are addressed to the person
 * @property {boolean} hasOlder may there be alerts after the last?
 */

/**
 * @param {import("./types.js").Page} page
 * @returns {Inbox}
 */
export function begun({ notifications, position, unread, addressed }) {
  return { alerts: notifications, position, unread, addressed, hasOlder: isFull(notifications) };
}

/**
 * What a page knows that shows the bell alone.
 * @param {Counts} counts
 * @returns {Inbox}
 */
export function counted(counts) {
  return { ...counts, alerts: [], hasOlder: true };
}

/**
 * @param {Inbox} inbox
 * @param {Alert[]} older what stands after the last alert
 * @returns {Inbox}
 */
export function withOlder(inbox, older) {
  const known = new Set(inbox.alerts.map(({ id }) => id));
  const alerts = [...inbox.alerts, ...older.filter(({ id }) => !known.has(id))];
  return { ...inbox, alerts, hasOlder: isFull(older) };
}

/**
 * The inbox after one event of the person's stream.
 * @param {Inbox} inbox
 * @param {LogEvent} event
 * @returns {Inbox}
 */
export function applied(inbox, event) {
  if (event.position <= inbox.position) return inbox;
  const moved = { ...inbox, position: event.position };
  const { data } = event;
  switch (event.type) {
    case "notification.created":
    case "notification.updated":
      return recounted(placed(moved, data.notification), data);
    case "notification.retracted":
      return recounted({ ...moved, alerts: moved.alerts.filter(({ id }) => id !== data.id) }, data);
    case "notification.read":
      return recounted(marked(moved, data), data);
    default:
      return moved;
  }
}

/**
 * @param {Inbox} inbox
 * @param {Alert} alert
 */
function placed(inbox, alert) {
  const others = inbox.alerts.filter(({ id }) => id !== alert.id);
  const last = inbox.alerts.at(-1);
  // It stands behind those that are known, among some that are not.
  if (inbox.hasOlder && last && alert.position < last.position) return inbox;
  const alerts = [...others, alert].sort((a, b) => b.position - a.position);
  return { ...inbox, alerts };
}

/**
 * @param {Inbox} inbox
 * @param {{ids: number[] | null, position: number | null, read: boolean}} which these, or all up to a position
 */
function marked(inbox, { ids, position, read }) {
  const meant = (/** @type {Alert} */ alert) =>
    ids === null ? alert.position <= /** @type {number} */ (position) : ids.includes(alert.id);
  return { ...inbox, alerts: inbox.alerts.map((alert) => (meant(alert) ? { ...alert, read } : alert)) };
}

/**
 * @param {Inbox} inbox
 * @param {{unread: number, addressed: number}} counts
 */
function recounted(inbox, { unread, addressed }) {
  return { ...inbox, unread, addressed };
}

/** @param {Alert[]} alerts */
function isFull(alerts) {
  return alerts.length >= PAGE_SIZE;
}
