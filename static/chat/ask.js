// Asks with the form in a dialog and does what was asked for; a refusal is read where one can still change something.

import { part, show } from "./dom.js";

/**
 * @param {HTMLDialogElement} dialog see templates/chat/partials/ask_dialog.html
 * @param {(given: Record<string, string>) => Promise<void>} deed throws what cannot be done
 * @param {(error: any) => string} explain a refusal in words
 * @returns {Promise<boolean>} was it done?
 */
export function ask(dialog, deed, explain) {
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const error = part(dialog, "error");
  const button = part(dialog, "do");
  let done = false;

  form.onsubmit = async (event) => {
    if (event.submitter !== button) return;
    event.preventDefault();
    button.disabled = true;
    try {
      await deed(/** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form))));
      done = true;
      dialog.close();
    } catch (refusal) {
      show(error, explain(refusal));
    } finally {
      button.disabled = false;
    }
  };

  show(error, "");
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(done), { once: true });
  });
}
