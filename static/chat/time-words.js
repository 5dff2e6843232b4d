// Times that are left, in few characters: "0:42", "1:05:00", "3 days".

const DAY_S = 24 * 60 * 60;

/**
 * @param {number} ms more than nothing
 * @param {string} locale
 * @returns {string}
 */
export function timeLeft(ms, locale) {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds >= DAY_S) return days(Math.ceil(seconds / DAY_S), locale);
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = `${h ? two(m) : m}:${two(s)}`;
  return h ? `${h}:${tail}` : tail;
}

/**
 * @param {number} count
 * @param {string} locale
 */
function days(count, locale) {
  return new Intl.NumberFormat(locale, { style: "unit", unit: "day", unitDisplay: "long" }).format(count);
}

/** @param {number} number */
function two(number) {
  return String(number).padStart(2, "0");
}
