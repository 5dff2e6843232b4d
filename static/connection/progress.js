/** The bar that says how far the examination has come; it moves by itself while a step takes its time. */

/** How much of the whole each step may take, in percent, from where to where. */
const SPANS = { site: [0, 10], transports: [10, 40], lasting: [40, 100] };
const TICK_MS = 200;

export class Progress {
  #bar;
  /** @type {any} */
  #timer;

  /** @param {HTMLProgressElement} bar */
  constructor(bar) {
    this.#bar = bar;
  }

  /** @param {keyof typeof SPANS} step @param {number} ms how long it will take */
  step(step, ms) {
    clearInterval(this.#timer);
    const [from, to] = SPANS[step];
    const began = performance.now();
    this.#timer = setInterval(() => {
      const share = Math.min(1, (performance.now() - began) / ms);
      this.#bar.value = from + (to - from) * share;
    }, TICK_MS);
  }

  end() {
    clearInterval(this.#timer);
    this.#bar.value = 100;
  }
}
