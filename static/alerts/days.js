// Today, yesterday, earlier: how a list of alerts is divided.

/** @typedef {import("./types.js").Alert} Alert */
/** @typedef {"today" | "yesterday" | "earlier"} Day */

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * @param {Alert[]} alerts newest first
 * @param {Date} now
 * @param {(iso: string) => string} dayKey the day of a moment, in the reader's time zone
 * @returns {{day: Day, alerts: Alert[]}[]} without empty ones
 */
export function days(alerts, now, dayKey) {
  const today = dayKey(now.toISOString());
  const yesterday = dayKey(new Date(now.getTime() - DAY_MS).toISOString());
  const dayOf = (/** @type {Alert} */ { at }) => {
    const key = dayKey(at);
    if (key >= today) return "today";
    return key === yesterday ? "yesterday" : "earlier";
  };
  return /** @type {Day[]} */ (["today", "yesterday", "earlier"])
    .map((day) => ({ day, alerts: alerts.filter((alert) => dayOf(alert) === day) }))
    .filter((section) => section.alerts.length > 0);
}
