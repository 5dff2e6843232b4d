/** The table beside the chart: one row for each way, renewed while it runs. */
import { copyOf, part } from "../chat/dom.js";
import { tabbed } from "./figures.js";

/** @typedef {import("./figures.js").Row} Row */

export class Table {
  #head;
  #words;
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();

  /**
   * @param {HTMLTableElement} table
   * @param {import("./words.js").Words} words
   * @param {{names: string[], onkill: (name: string) => void}} how
   */
  constructor(table, words, { names, onkill }) {
    this.#head = [...table.querySelectorAll("thead th:not([data-deed])")].map((cell) => cell.textContent ?? "");
    this.#words = words;
    for (const name of names) {
      const row = copyOf("lane-template");
      row.dataset.lane = name;
      part(row, "swatch").classList.add(`swatch-${name}`);
      part(row, "name").textContent = this.#name(name);
      const kill = part(row, "kill");
      kill.setAttribute("aria-label", words.say("cut", { transport: this.#name(name) }));
      kill.onclick = () => onkill(name);
      this.#rows.set(name, row);
    }
    table.tBodies[0].replaceChildren(...this.#rows.values());
  }

  /** @param {Row} row */
  show(row) {
    const view = this.#rows.get(row.name);
    if (!view) return;
    view.dataset.state = row.state;
    this.#cells(row).forEach((text, index) => {
      const cell = view.querySelectorAll("[data-cell]")[index];
      if (cell.textContent !== text) cell.textContent = text;
    });
  }

  /** @param {Row[]} rows @returns {string} */
  text(rows) {
    return tabbed(
      this.#head,
      rows.map((row) => [this.#name(row.name), ...this.#cells(row)]),
    );
  }

  /** @param {string} name */
  #name(name) {
    return this.#words.say(name === "auto" ? "auto" : `transport_${name}`);
  }

  /** @param {Row} row */
  #cells(row) {
    const words = this.#words;
    return [
      words.state(row),
      words.number(row.events),
      words.ms(row.median),
      words.ms(row.worst),
      words.number(row.requestsPerMinute),
      words.bytes(row.bytesPerMinute),
      words.percent(row.overheadShare),
      words.microseconds(row.serverUs),
      words.back(row),
    ];
  }
}
