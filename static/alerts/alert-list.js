// A list of alerts by day, in the panel of the bell and on the page of its own.

import { part, reconcile } from "../chat/dom.js";
import { days } from "./days.js";

/** @typedef {import("./types.js").Alert} Alert */

export class AlertList {
  #container;
  #bell;
  #view;
  #strings;
  #times;
  #heading;
  /** @type {Map<string, HTMLElement>} */
  #sections = new Map();
  /** @type {Map<string, Map<string, HTMLElement>>} the rows of each section */
  #rows = new Map();

  /**
   * @param {HTMLElement} container
   * @param {import("./bell-state.js").BellState} bell
   * @param {object} tools
   * @param {import("./alert-view.js").AlertView} tools.view
   * @param {import("../chat/strings.js").Strings} tools.strings
   * @param {import("../chat/times.js").Times} tools.times
   * @param {"h2" | "h3"} heading what the days are among the headings of the page
   */
  constructor(container, bell, { view, strings, times }, heading) {
    this.#container = container;
    this.#bell = bell;
    this.#view = view;
    this.#strings = strings;
    this.#times = times;
    this.#heading = heading;
    container.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {Alert[]} alerts newest first */
  show(alerts) {
    const sections = days(alerts, new Date(), (iso) => this.#times.dayKey(iso));
    reconcile(this.#container, sections, {
      key: ({ day }) => day,
      elements: this.#sections,
      create: ({ day }) => this.#create(day),
      fill: (element, section) => this.#fill(element, section),
    });
  }

  /** @param {import("./days.js").Day} day */
  #create(day) {
    const section = document.createElement("section");
    const heading = document.createElement(this.#heading);
    heading.className = "alert-day";
    heading.textContent = this.#strings.say(day);
    const list = document.createElement("ul");
    list.className = "alert-rows";
    list.dataset.part = "rows";
    section.append(heading, list);
    this.#rows.set(day, new Map());
    return section;
  }

  /**
   * @param {HTMLElement} section
   * @param {{day: string, alerts: Alert[]}} what
   */
  #fill(section, { day, alerts }) {
    reconcile(part(section, "rows"), alerts, {
      key: ({ id }) => String(id),
      elements: /** @type {Map<string, HTMLElement>} */ (this.#rows.get(day)),
      create: ({ id }) => {
        const row = this.#view.create();
        row.dataset.alert = String(id);
        return row;
      },
      fill: (element, alert) => this.#view.fill(element, alert),
    });
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const row = /** @type {HTMLElement | null} */ (target.closest("[data-alert]"));
    if (!row) return;
    const id = Number(row.dataset.alert);
    if (target.closest("button")) this.#bell.turn(id);
    else this.#bell.visited(id);
  }
}
