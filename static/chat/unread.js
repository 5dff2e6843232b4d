// The counts of unread messages beside the names of rooms.

import { part } from "./dom.js";

/** The streams of the rooms that this page lists. */
export function listedStreams() {
  return badges().map((badge) => /** @type {string} */ (badge.dataset.unread));
}

/**
 * @param {string} stream
 * @param {number} unread
 */
export function showUnread(stream, unread) {
  for (const badge of badges()) {
    if (badge.dataset.unread !== stream) continue;
    part(badge, "count").textContent = unread > 99 ? "99+" : String(unread);
    badge.hidden = unread === 0;
  }
}

function badges() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-unread]")]);
}
