// How one's own comments look: the small palette beside the composer.

import { LOOKS } from "./wishes.js";

/** @typedef {import("./wishes.js").Look} Look */

/**
 * @param {HTMLElement} palette
 * @param {Look} look how it was last time
 * @param {(look: Look) => void} changed
 */
export function offerLooks(palette, look, changed) {
  const names = /** @type {(keyof Look)[]} */ (Object.keys(LOOKS));
  for (const name of names) {
    const chosen = /** @type {HTMLInputElement | null} */ (
      palette.querySelector(`[name="${name}"][value="${look[name]}"]`)
    );
    if (chosen) chosen.checked = true;
  }
  palette.dataset.colour = look.colour;
  palette.addEventListener("change", ({ target }) => {
    const { name, value } = /** @type {HTMLInputElement} */ (target);
    look = { ...look, [name]: value };
    palette.dataset.colour = look.colour;
    changed(look);
  });
}
