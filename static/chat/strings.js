// The page's translated sentences (a JSON script written by the server), filled in.

export class Strings {
  #table;
  #plural;

  /** The language of the page. */
  locale;

  /**
   * @param {Record<string, string | {one: string, other: string}>} table
   * @param {string} locale
   */
  constructor(table, locale) {
    this.#table = table;
    this.locale = locale;
    this.#plural = new Intl.PluralRules(locale);
  }

  /**
   * A sentence with its {names} filled in. A number under `count` chooses singular or plural.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  say(key, values = {}) {
    const entry = this.#table[key];
    if (entry === undefined) throw new Error(`no sentence is called ${key}`);
    const text = typeof entry === "string" ? entry : this.#form(entry, Number(values.count));
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  }

  /**
   * A figure; a dash where there is none.
   * @param {number | null} value
   * @param {number} [digits] after the point, at most
   */
  number(value, digits = 0) {
    if (value === null) return "–";
    return new Intl.NumberFormat(this.locale, { maximumFractionDigits: digits }).format(value);
  }

  /** @param {string} key */
  has(key) {
    return Object.hasOwn(this.#table, key);
  }

  /**
   * @param {{one: string, other: string}} forms
   * @param {number} count
   */
  #form(forms, count) {
    return this.#plural.select(count) === "one" ? forms.one : forms.other;
  }
}
