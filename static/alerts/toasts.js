// Which alerts stand in the corner: three at most, an alert only once however often it grows.

// More than these would be a wall.
const MOST_SHOWN = 3;

/** @typedef {import("./types.js").Alert} Alert */

/**
 * @param {number[]} toasts ids of alerts, oldest first
 * @param {number} id of an alert that is new or has grown
 * @returns {number[]} it stays in its place when it is there already
 */
export function withToast(toasts, id) {
  return toasts.includes(id) ? toasts : [...toasts, id];
}

/**
 * @param {number[]} toasts
 * @param {number} id
 */
export function withoutToast(toasts, id) {
  return toasts.filter((toast) => toast !== id);
}

/**
 * What of them is to be seen: all, or the newest and how many others there are.
 * @param {number[]} toasts
 * @returns {{shown: number[], others: number}}
 */
export function standing(toasts) {
  if (toasts.length <= MOST_SHOWN) return { shown: toasts, others: 0 };
  const shown = toasts.slice(1 - MOST_SHOWN);
  return { shown, others: toasts.length - shown.length };
}
