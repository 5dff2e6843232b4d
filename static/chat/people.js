// How a person or a room looks without a picture: initials and one of twelve hues, the same on every
// page. `chat/templatetags/people.py` does it for the server; tests/js/chat/initials.json holds both to it.

const HUES = 12;

// From here on (CJK radicals and beyond) one character says as much as two Latin letters.
const FIRST_WIDE_CODE_POINT = 0x2e80;

/**
 * The CSS class of a colour.
 * @param {number} id
 * @returns {string} "hue-0" … "hue-11"
 */
export function hue(id) {
  return `hue-${id % HUES}`;
}

/**
 * One or two letters for a name.
 * @param {string} name
 * @returns {string}
 */
export function initials(name) {
  const firsts = name
    .split(/[\s._-]+/u)
    .filter(Boolean)
    .map((word) => String.fromCodePoint(/** @type {number} */ (word.codePointAt(0))));
  const chosen = firsts.length > 1 && !firsts.some(isWide) ? [firsts[0], firsts.at(-1)] : firsts.slice(0, 1);
  return chosen.join("").toUpperCase();
}

/** @param {string} character */
function isWide(character) {
  return /** @type {number} */ (character.codePointAt(0)) >= FIRST_WIDE_CODE_POINT;
}
