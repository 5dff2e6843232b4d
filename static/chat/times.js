// Times and days in the reader's language and time zone.

const DAY_MS = 24 * 60 * 60 * 1000;
// "2026-11-21T02:24"
const MINUTE_CHARS = 16;
const KEYS_MAX = 1_000;

export class Times {
  #key;
  /** Day keys by the minute, which no day ends within. @type {Map<string, string>} */
  #keys = new Map();
  #time;
  #second;
  #full;
  #day;
  #dayAndYear;
  #relative;

  /**
   * @param {string} locale a BCP 47 tag, such as the page's `lang`
   * @param {string} [timeZone] an IANA name; the browser's own when left out
   */
  constructor(locale, timeZone) {
    this.#key = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
    this.#time = new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.#second = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: "medium", hourCycle: "h23" });
    this.#full = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "full", timeStyle: "short" });
    this.#day = new Intl.DateTimeFormat(locale, { timeZone, weekday: "long", day: "numeric", month: "long" });
    this.#dayAndYear = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "full" });
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  }

  /**
   * The day on which something was, as a key that sorts.
   * @param {string} iso
   * @returns {string} "2026-11-21"
   */
  dayKey(iso) {
    // The list asks for each of its messages whenever one is added; formatting costs a hundred times as much.
    const minute = iso.slice(0, MINUTE_CHARS);
    const known = this.#keys.get(minute);
    if (known) return known;
    const key = this.#key.format(new Date(iso));
    if (this.#keys.size >= KEYS_MAX) this.#keys.clear();
    this.#keys.set(minute, key);
    return key;
  }

  /**
   * The time of day: "14:02".
   * @param {string} iso
   */
  time(iso) {
    return this.#time.format(new Date(iso));
  }

  /**
   * The time of day to the second: "14:02:09".
   * @param {Date} date
   */
  second(date) {
    return this.#second.format(date);
  }

  /**
   * Day and time in full, for a title.
   * @param {string} iso
   */
  full(iso) {
    return this.#full.format(new Date(iso));
  }

  /**
   * What people call a day: today, yesterday, "Friday 20 November", with the year when it is another.
   * @param {string} iso
   * @param {Date} now
   */
  day(iso, now) {
    const then = new Date(iso);
    const key = this.dayKey(iso);
    for (const ago of [0, 1]) {
      if (key === this.#key.format(new Date(now.getTime() - ago * DAY_MS))) {
        return capitalised(this.#relative.format(-ago, "day"));
      }
    }
    const sameYear = key.slice(0, 4) === this.#key.format(now).slice(0, 4);
    return (sameYear ? this.#day : this.#dayAndYear).format(then);
  }
}

/** @param {string} text */
function capitalised(text) {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
