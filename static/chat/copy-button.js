// <copy-button for="id">: its button copies what the field with that id holds.

class CopyButton extends HTMLElement {
  connectedCallback() {
    const field = /** @type {HTMLInputElement} */ (document.getElementById(this.getAttribute("for") ?? ""));
    const button = /** @type {HTMLButtonElement} */ (this.querySelector("button"));
    button.addEventListener("click", async () => {
      field.select();
      // Without https there is no clipboard; the text is selected, and Ctrl+C is near.
      await navigator.clipboard?.writeText(field.value);
      if (navigator.clipboard) button.textContent = this.dataset.done ?? "";
    });
  }
}

customElements.define("copy-button", CopyButton);
