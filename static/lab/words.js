/** Figures as people read them, in the language of the page. */

import { Strings } from "../chat/strings.js";

const KB = 1_000;

export class Words extends Strings {
  /** @param {number|null} value milliseconds */
  ms(value) {
    if (value === null) return "–";
    if (value >= 1_000) return this.say("seconds", { s: this.number(value / 1_000, 1) });
    return this.say("ms", { ms: this.number(value, value < 10 ? 1 : 0) });
  }

  /** @param {number} value */
  bytes(value) {
    return value < KB
      ? this.say("bytes", { n: this.number(value) })
      : this.say("kilobytes", { n: this.number(value / KB, 1) });
  }

  /** @param {number|null} share from 0 to 1 */
  percent(share) {
    if (share === null) return "–";
    return new Intl.NumberFormat(this.locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
  }

  /** @param {number|null} value */
  microseconds(value) {
    return value === null ? "–" : this.say("us", { us: this.number(value, value < 100 ? 1 : 0) });
  }

  /** How a lane stands. @param {import("./figures.js").Row} row */
  state({ name, state, transport, why }) {
    if (state === "live" && name === "auto" && transport)
      return this.say("live_by", { transport: this.say(`transport_${transport}`) });
    const said = this.say(`state_${state}`);
    return state !== "live" && why ? `${said} (${why})` : said;
  }

  /** @param {import("./figures.js").Row} row */
  back({ cuts, backMs }) {
    return cuts === 0 ? "–" : this.say("back", { cuts, time: this.ms(backMs) });
  }
}
