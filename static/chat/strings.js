// The page's translated sentences (a JSON script written by the server), filled in.

export class Strings {
  #table;
  #plural;

  /**
   * @param {Record<string, string | {one: string, other: string}>} table
   * @param {string} locale
   */
  constructor(table, locale) {
    this.#table = table;
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
