// The two grades of the bell: a dot for something new, a number for what is addressed to one.

// A longer number would not fit, and nobody counts on.
const MOST_COUNTED = 99;

/** @typedef {{grade: "none" | "dot" | "number", text: string}} Grade */

/**
 * @param {{unread: number, addressed: number}} counts
 * @returns {Grade}
 */
export function grade({ unread, addressed }) {
  if (addressed > 0)
    return { grade: "number", text: addressed > MOST_COUNTED ? `${MOST_COUNTED}+` : String(addressed) };
  return { grade: unread > 0 ? "dot" : "none", text: "" };
}
