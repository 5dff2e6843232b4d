// <deed-menu>: what can be done with a message or a person, as a menu by the button that opened it.
// Keys as in https://www.w3.org/WAI/ARIA/apg/patterns/menu/: arrows, Home, End, letters, Escape.

const GAP_PX = 4;

export class DeedMenu extends HTMLElement {
  /** @type {(deed: string | null) => void} */
  #answer = () => {};
  /** @type {HTMLElement | null} */
  #anchor = null;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#pressed(event));
    this.addEventListener("toggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "closed") this.#close(null);
    });
  }

  /**
   * Shows what is offered and waits for the choice.
   * @param {HTMLElement} anchor the button that was pressed; gets the focus back
   * @param {Record<string, boolean>} offered by deed
   * @param {string} who whom it concerns
   * @returns {Promise<string | null>}
   */
  choose(anchor, offered, who) {
    this.#close(null);
    for (const item of this.#all()) item.hidden = !offered[String(item.dataset.deed)];
    for (const name of this.querySelectorAll('[data-part="who"]')) name.textContent = who;
    const line = this.querySelector("hr");
    if (line) line.hidden = !this.#items().some((item) => line.compareDocumentPosition(item) & 4);
    this.#anchor = anchor;
    anchor.setAttribute("aria-expanded", "true");
    this.showPopover();
    this.#place(anchor.getBoundingClientRect());
    this.#items()[0]?.focus();
    return new Promise((answer) => (this.#answer = answer));
  }

  /** @param {DOMRect} by */
  #place(by) {
    const { offsetWidth: width, offsetHeight: height } = this;
    const below = by.bottom + GAP_PX + height <= innerHeight;
    const top = below ? by.bottom + GAP_PX : Math.max(GAP_PX, by.top - GAP_PX - height);
    const left = Math.min(Math.max(GAP_PX, by.right - width), innerWidth - width - GAP_PX);
    this.style.setProperty("--menu-top", `${top}px`);
    this.style.setProperty("--menu-left", `${left}px`);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const item = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-deed]"));
    if (item) this.#close(String(item.dataset.deed));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const items = this.#items();
    const here = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const places = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 };
    const place = places[/** @type {keyof typeof places} */ (event.key)];
    if (place !== undefined) items.at(place % items.length)?.focus();
    else if (event.key === "Tab" || event.key === "Escape") this.#close(null);
    else if (event.key.length === 1 && event.key !== " ") named(items, here, event.key)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string | null} deed */
  #close(deed) {
    const anchor = this.#anchor;
    if (!anchor) return;
    this.#anchor = null;
    anchor.setAttribute("aria-expanded", "false");
    if (this.matches(":popover-open")) this.hidePopover();
    anchor.focus({ preventScroll: true });
    this.#answer(deed);
  }

  #items() {
    return this.#all().filter((item) => !item.hidden);
  }

  #all() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-deed]")]);
  }
}

/**
 * The next item behind `here` that begins with a letter.
 * @param {HTMLElement[]} items
 * @param {number} here
 * @param {string} letter
 */
function named(items, here, letter) {
  const inTurn = [...items.slice(here + 1), ...items.slice(0, here + 1)];
  return inTurn.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter.toLowerCase()));
}

customElements.define("deed-menu", DeedMenu);
