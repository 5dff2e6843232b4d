// The list of groups in the page: shown, walked through, chosen from.

import { reconcile } from "../chat/dom.js";

/** @typedef {import("./types.js").Group} Group */

export class QueueList {
  #container;
  #view;
  /** @type {Map<string, HTMLElement>} */
  #elements = new Map();

  /**
   * @param {HTMLElement} container
   * @param {import("./group-view.js").GroupView} view
   */
  constructor(container, view) {
    this.#container = container;
    this.#view = view;
    container.replaceChildren();
  }

  /** @param {Group[]} groups */
  show(groups) {
    const at = this.#at();
    reconcile(this.#container, groups, {
      key: ({ message }) => String(message),
      elements: this.#elements,
      create: (group) => this.#view.create(group),
      fill: (element, group) => this.#view.fill(element, group),
    });
    // Whoever stood on a row that is gone stands on the next one.
    if (at >= 0 && this.#at() < 0) this.#focus(Math.min(at, groups.length - 1));
  }

  /** @returns {number[]} the messages that are chosen */
  chosen() {
    return this.#boxes().flatMap((box) => (box.checked ? [Number(box.value)] : []));
  }

  /** @returns {number[]} the same; if there are none, the one that has the focus */
  meant() {
    const chosen = this.chosen();
    const row = this.#rows()[this.#at()];
    return chosen.length || !row ? chosen : [Number(row.dataset.message)];
  }

  /** @param {number[]} messages to be chosen no longer */
  let(messages) {
    for (const box of this.#boxes()) if (messages.includes(Number(box.value))) box.checked = false;
  }

  /** Chooses the row that has the focus, or lets it go. */
  turn() {
    const box = this.#boxes()[this.#at()];
    if (box) box.checked = !box.checked;
  }

  /** @param {1 | -1} by */
  move(by) {
    const at = this.#at();
    const last = this.#rows().length - 1;
    this.#focus(at < 0 ? 0 : Math.max(0, Math.min(at + by, last)));
  }

  /** Follows the link of the row that has the focus itself. */
  open() {
    const row = /** @type {HTMLElement} */ (document.activeElement);
    if (row.parentElement === this.#container) row.querySelector("a")?.click();
  }

  #rows() {
    return /** @type {HTMLElement[]} */ ([...this.#container.children]);
  }

  #boxes() {
    return /** @type {HTMLInputElement[]} */ ([...this.#container.querySelectorAll("[data-part=choose]")]);
  }

  #at() {
    return this.#rows().findIndex((row) => row.contains(document.activeElement));
  }

  /** @param {number} index */
  #focus(index) {
    this.#rows()[index]?.focus();
  }
}
