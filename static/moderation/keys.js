// One key for each thing one does often; they can be switched off, for who dictates or types with a stick (WCAG 2.1.4).

import { part } from "../chat/dom.js";

const OFF = "moderation-keys-off";
const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, dialog[open]";

/**
 * Listens for keys, and shows what they do with `?` and by a button.
 * @param {Record<string, (event: KeyboardEvent) => void>} actions by key
 */
export function listen(actions) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("keys-dialog"));
  const on = part(dialog, "keys-on");
  on.checked = localStorage.getItem(OFF) === null;
  on.addEventListener("change", () => (on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  part(document, "help").addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || target.closest(WRITING)) return;
    if (event.key === "?") dialog.showModal();
    else if (Object.hasOwn(actions, event.key)) actions[event.key](event);
  });
}
