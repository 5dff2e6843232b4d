// <bar-list>: rows of a name, a bar and what it means, the longest first or in a given order.

import { copyOf, part, reconcile } from "../chat/dom.js";
import { length } from "./chart.js";

/** @typedef {{key: string, name: string, href?: string, value: number, text: string}} Row */

export class BarList extends HTMLElement {
  /** @type {Map<string, HTMLElement>} */
  #elements = new Map();

  /** @param {Row[]} rows */
  show(rows) {
    const values = rows.map(({ value }) => value);
    reconcile(part(this, "rows"), rows, {
      key: (row) => row.key,
      elements: this.#elements,
      create: () => copyOf("bar-row"),
      fill: (element, row) => {
        const name = part(element, "name");
        name.textContent = row.name;
        if (row.href) name.setAttribute("href", row.href);
        part(element, "bar").setAttribute("width", String(length(row.value, values)));
        part(element, "text").textContent = row.text;
      },
    });
    part(this, "none").hidden = rows.length > 0;
  }
}

customElements.define("bar-list", BarList);
