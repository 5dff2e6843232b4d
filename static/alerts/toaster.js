// <alert-toasts>: shows new alerts in a corner for a while. Pointing at them or stepping into them makes them stay.

import { reconcile } from "../chat/dom.js";
import { standing, withoutToast, withToast } from "./toasts.js";

// Long enough to read two lines; WCAG 2.2.1 asks for a way to keep them, which is the pointer and the focus.
const STAYS_MS = 7_000;

export class AlertToasts extends HTMLElement {
  /** @type {number[]} */
  #toasts = [];
  #elements = new Map();
  #timer = 0;

  /**
   * @param {import("./bell-state.js").BellState} bell
   * @param {object} tools
   * @param {import("./alert-view.js").AlertView} tools.view
   * @param {import("../chat/strings.js").Strings} tools.strings
   */
  start(bell, { view, strings }) {
    this.bell = bell;
    this.view = view;
    this.strings = strings;
    bell.addEventListener("changed", () => this.#render());
    this.addEventListener("click", (event) => this.#clicked(event));
    for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, () => this.#later());
  }

  /** @param {number} id */
  show(id) {
    this.#toasts = withToast(this.#toasts, id);
    this.#render();
    this.#later();
  }

  #later() {
    clearTimeout(this.#timer);
    if (this.#toasts.length) this.#timer = setTimeout(() => this.#leave(), STAYS_MS);
  }

  #leave() {
    if (this.matches(":hover, :focus-within")) return;
    this.#toasts = [];
    this.#render();
  }

  #render() {
    this.#toasts = this.#toasts.filter((id) => this.bell.find(id)?.read === false);
    const { shown, others } = standing(this.#toasts);
    reconcile(this, [...shown.map(String), ...(others ? ["others"] : [])], {
      key: (name) => name,
      elements: this.#elements,
      create: (name) => (name === "others" ? this.#createOthers() : this.#create()),
      fill: (element, name) => {
        if (name === "others") element.textContent = this.strings.say("more_toasts", { count: others });
        else this.view.fill(element, this.bell.find(Number(name)));
      },
    });
  }

  #create() {
    const element = this.view.create();
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.append(...element.childNodes);
    return toast;
  }

  #createOthers() {
    const link = document.createElement("a");
    link.className = "toast toast-more";
    link.href = String(this.dataset.address);
    return link;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const toast = target.closest(".toast");
    const [id] = [...this.#elements].find(([, element]) => element === toast) ?? [];
    if (!id || id === "others") return;
    if (target.closest("button")) this.bell.turn(Number(id));
    this.#toasts = withoutToast(this.#toasts, Number(id));
    this.#render();
  }
}

customElements.define("alert-toasts", AlertToasts);
