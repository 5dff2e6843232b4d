// <picture-box>: one picture large, and the others of its message beside it.

import { part } from "./dom.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

export class PictureBox extends HTMLElement {
  /** @type {HTMLAnchorElement[]} */
  #links = [];
  #index = 0;

  /** @param {HTMLElement} timeline whose pictures are opened here */
  start(timeline) {
    this.dialog = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
    timeline.addEventListener("click", (event) => this.#clicked(event));
    this.dialog.addEventListener("keydown", (event) => this.#pressed(event));
    // What is beside the picture closes it.
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("close", () => part(this, "large").removeAttribute("src"));
    part(this, "close").addEventListener("click", () => this.dialog.close());
    part(this, "previous").addEventListener("click", () => this.#show(this.#index - 1));
    part(this, "next").addEventListener("click", () => this.#show(this.#index + 1));
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const link = /** @type {Element} */ (event.target).closest("a.attachment-picture[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const all = link.parentElement?.querySelectorAll("a.attachment-picture[href]") ?? [];
    this.#links = /** @type {HTMLAnchorElement[]} */ ([...all]);
    this.#show(this.#links.indexOf(/** @type {HTMLAnchorElement} */ (link)));
    this.dialog.showModal();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    this.#show(this.#index + step);
  }

  /** @param {number} index */
  #show(index) {
    const link = this.#links[index];
    if (!link) return;
    this.#index = index;
    const { alt } = /** @type {HTMLImageElement} */ (part(link, "image"));
    const large = /** @type {HTMLImageElement} */ (part(this, "large"));
    large.src = link.href;
    large.alt = alt;
    part(this, "caption").textContent = alt;
    part(this, "download").href = link.href;
    part(this, "previous").hidden = index === 0;
    part(this, "next").hidden = index === this.#links.length - 1;
  }
}

customElements.define("picture-box", PictureBox);
