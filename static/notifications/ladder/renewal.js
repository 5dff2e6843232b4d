/**
 * Keeps fresh, while a connection lasts, what makes the way back cheap: after a restart
 * everybody returns at once.
 */

export class Renewal {
  #env;
  #request;
  /** @type {any} */
  #timer;

  /**
   * @param {Pick<import("./ladder.js").Env, "clock"|"times"|"random"|"renew">} env
   * @param {() => import("../types.js").Request} request what is carried by then
   */
  constructor(env, request) {
    this.#env = env;
    this.#request = request;
  }

  begin() {
    this.rest();
    const { clock, times, random, renew } = this.#env;
    const again = () => {
      renew(this.#request());
      this.begin();
    };
    // Spread downwards: what is renewed too late is not fresh.
    this.#timer = clock.setTimeout(again, times.renewMs * (1 - random() / 5));
  }

  rest() {
    this.#env.clock.clearTimeout(this.#timer);
  }
}
