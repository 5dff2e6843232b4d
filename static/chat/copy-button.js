// <copy-button for="id">: its button copies what the field with that id holds.

import { copyText } from "./copying.js";

class CopyButton extends HTMLElement {
  connectedCallback() {
    const field = /** @type {HTMLInputElement} */ (document.getElementById(this.getAttribute("for") ?? ""));
    const button = /** @type {HTMLButtonElement} */ (this.querySelector("button"));
    button.addEventListener("click", async () => {
      if (await copyText(field.value)) button.textContent = this.dataset.done ?? "";
    });
  }
}

customElements.define("copy-button", CopyButton);
