import { Strings } from "../chat/strings.js";

/**
 * Findings in words.
 *
 * @typedef {import("../notifications/doctor/diagnosis.js").Cause} Cause
 * @typedef {import("./ways.js").Way} Way
 */

export class Words extends Strings {
  /** @param {string} name */
  transport(name) {
    return this.say(`transport_${name}`);
  }

  /** @param {string[]} names */
  transports(names) {
    const list = new Intl.ListFormat(this.locale, { style: "narrow", type: "unit" });
    return list.format(names.map((name) => this.transport(name)));
  }

  /** @param {Cause} cause */
  title({ name }) {
    return this.say(`cause_${name}`);
  }

  /** @param {Cause} cause */
  about({ name, seconds = 0, status = 0 }) {
    return this.say(`about_${name}`, { seconds, status });
  }

  /** @param {string|null} best */
  verdict(best) {
    if (best === null) return this.say("nothing_works");
    return this.say("best", { transport: this.transport(best), how: this.say(`how_${best}`) });
  }

  /** @param {number|null} value */
  ms(value) {
    if (value === null) return "–";
    return this.say("ms", { ms: this.number(value, value < 10 ? 1 : 0) });
  }

  /** @param {import("./ways.js").Spread|null} spread */
  spread(spread) {
    return spread === null ? "–" : `${this.ms(spread.median)}, ${this.ms(spread.worst)}`;
  }

  /**
   * Everything, for a mail to whoever looks after the network.
   *
   * @param {Way[]} rows @param {import("../notifications/doctor/diagnosis.js").Diagnosis} diagnosis
   * @param {{site: string, time: string}} head
   */
  text(rows, { causes, best }, head) {
    const table = rows.map(({ transport, state, firstMs, roundTrip, late }) =>
      [this.transport(transport), this.say(state), this.ms(firstMs), this.spread(roundTrip), this.spread(late)].join(
        "\t",
      ),
    );
    const found = causes.flatMap((cause) => [
      `${this.title(cause)} (${this.transports(cause.transports)})`,
      this.about(cause),
    ]);
    return [this.say("copy_head", head), this.verdict(best), ...found, ...table].join("\n");
  }
}
