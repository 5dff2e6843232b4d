// <time-left data-until data-now>: counts down to a moment of the server's; says "over" when it is there.

import { ServerTime } from "./server-time.js";
import { timeLeft } from "./time-words.js";

const TICK_MS = 1_000;

export class TimeLeft extends HTMLElement {
  #timer = 0;
  #until = 0;
  /** @type {ServerTime | null} */
  #time = null;

  connectedCallback() {
    const { now, until } = this.dataset;
    if (now && until) this.count(Date.parse(until), new ServerTime(now));
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /**
   * @param {number} until in ms of the server's time
   * @param {ServerTime} time
   */
  count(until, time) {
    clearInterval(this.#timer);
    this.#until = until;
    this.#time = time;
    this.#timer = setInterval(() => this.#show(), TICK_MS);
    this.#show();
  }

  #show() {
    const left = this.#until - /** @type {ServerTime} */ (this.#time).now();
    this.textContent = left > 0 ? timeLeft(left, document.documentElement.lang) : "";
    if (left > 0) return;
    clearInterval(this.#timer);
    this.dispatchEvent(new Event("over"));
  }
}

customElements.define("time-left", TimeLeft);
