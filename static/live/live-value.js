// <live-value stream="weather" name="temperature">: one live value with its unit, its last numbers as a
// line, and when it was so. What stands in the element before is what a browser without scripts shows.

import { Times } from "../chat/times.js";
import { HEIGHT, WIDTH } from "./chart.js";
import { drawLine } from "./draw.js";
import { valuesOf } from "./values.js";

const SVG = "http://www.w3.org/2000/svg";

export class LiveValueElement extends HTMLElement {
  #locale = document.documentElement.lang || "en";
  #times = new Times(this.#locale);
  #numbers = new Intl.NumberFormat(this.#locale, { maximumFractionDigits: 3 });
  /** @type {import("./values.js").LiveValues | null} */
  #values = null;
  #changed = () => this.#render();

  connectedCallback() {
    this.#values = valuesOf(this.getAttribute("stream") ?? "");
    this.#values.addEventListener("changed", this.#changed);
    this.#render();
  }

  disconnectedCallback() {
    this.#values?.removeEventListener("changed", this.#changed);
  }

  #render() {
    const found = this.#values?.values.get(this.getAttribute("name") ?? "");
    if (!found) return;
    this.#part("span", "name").textContent = found.name;
    const value = this.#part("strong", "value");
    value.textContent = this.#say(found.value);
    value.toggleAttribute("data-text", typeof found.value === "string");
    this.#part("span", "unit").textContent = found.unit;
    const line = this.#line();
    line.toggleAttribute("hidden", found.recent.length < 2);
    drawLine(line, found.recent, Math.min(...found.recent));
    const at = /** @type {HTMLTimeElement} */ (this.#part("time", "at"));
    at.dateTime = found.at;
    at.textContent = this.#times.time(found.at);
    at.title = this.#times.full(found.at);
  }

  /** @param {number | string | boolean} value */
  #say(value) {
    if (typeof value === "number") return this.#numbers.format(value);
    if (typeof value === "string") return value;
    return this.getAttribute(value ? "text-true" : "text-false") ?? (value ? "yes" : "no");
  }

  /**
   * @param {string} tag
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part(tag, name) {
    const known = this.querySelector(`[data-part="${name}"]`);
    if (known) return /** @type {HTMLElement} */ (known);
    const made = document.createElement(tag);
    made.dataset.part = name;
    made.className = `live-${name}`;
    this.append(made);
    return made;
  }

  /** @returns {SVGElement} */
  #line() {
    const known = /** @type {SVGElement | null} */ (this.querySelector("svg"));
    if (known) return known;
    const svg = document.createElementNS(SVG, "svg");
    const given = { class: "line-chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none" };
    for (const [name, value] of Object.entries({ ...given, "aria-hidden": "true" })) svg.setAttribute(name, value);
    for (const name of ["area", "line"]) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", `line-${name}`);
      path.dataset.part = name;
      svg.append(path);
    }
    this.append(svg);
    return svg;
  }
}

customElements.define("live-value", LiveValueElement);
