// The list above the text in which one writes: chosen with the arrows, taken with Enter or Tab.

import { hue, initials } from "./people.js";

/** @typedef {import("./types.js").Person} Person */

/**
 * @typedef {object} Suggestion
 * @property {string} key
 * @property {string} name
 * @property {string} detail
 * @property {Person} [person]
 * @property {(text: string, caret: number) => {text: string, caret: number}} complete
 */

export class Suggestions {
  #body;
  #list;
  #find;
  /** @type {Suggestion[]} */
  #shown = [];
  #chosen = 0;

  /**
   * @param {HTMLTextAreaElement} body
   * @param {HTMLElement} list
   * @param {(text: string, caret: number) => Suggestion[]} find
   */
  constructor(body, list, find) {
    this.#body = body;
    this.#list = list;
    this.#find = find;
    body.addEventListener("blur", () => this.close());
    // Pressing must not take the focus from the text, or the list would close before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.#picked(event));
  }

  /** Something was typed. */
  update() {
    this.#show(this.#find(this.#body.value, this.#body.selectionStart));
  }

  close() {
    this.#show([]);
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} was the key meant for the list?
   */
  pressed(event) {
    if (this.#shown.length === 0) return false;
    const steps = { ArrowUp: -1, ArrowDown: 1 };
    const count = this.#shown.length;
    if (event.key in steps) this.#choose((this.#chosen + steps[event.key] + count) % count);
    else if (event.key === "Enter" || event.key === "Tab") this.#take(this.#shown[this.#chosen]);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  /** @param {Suggestion[]} suggestions */
  #show(suggestions) {
    this.#shown = suggestions;
    this.#list.hidden = suggestions.length === 0;
    this.#list.replaceChildren(...suggestions.map(line));
    if (suggestions.length) this.#choose(0);
    else this.#body.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  #choose(index) {
    this.#chosen = index;
    [...this.#list.children].forEach((element, place) => {
      element.setAttribute("aria-selected", String(place === index));
    });
    this.#body.setAttribute("aria-activedescendant", idOf(this.#shown[index]));
  }

  /** @param {MouseEvent} event */
  #picked(event) {
    const element = /** @type {Element} */ (event.target).closest("li");
    const picked = this.#shown.find((suggestion) => idOf(suggestion) === element?.id);
    if (picked) this.#take(picked);
  }

  /** @param {Suggestion} suggestion */
  #take({ complete }) {
    const { text, caret } = complete(this.#body.value, this.#body.selectionStart);
    this.#body.value = text;
    this.#body.setSelectionRange(caret, caret);
    this.close();
  }
}

/** @param {Suggestion} suggestion */
function idOf({ key }) {
  return `suggestion-${key}`;
}

/** @param {Suggestion} suggestion */
function line(suggestion) {
  const { name, detail, person } = suggestion;
  const element = document.createElement("li");
  element.id = idOf(suggestion);
  element.className = "suggestion";
  element.setAttribute("role", "option");
  if (person) element.append(avatar(person));
  const title = document.createElement("b");
  title.textContent = name;
  const more = document.createElement("small");
  more.textContent = detail;
  element.append(title, more);
  return element;
}

/** @param {Person} person */
function avatar(person) {
  const element = document.createElement("span");
  element.className = `avatar avatar-small ${hue(person.id)}`;
  element.setAttribute("aria-hidden", "true");
  element.textContent = initials(person.name);
  return element;
}
