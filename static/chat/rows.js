// What the timeline shows, row by row: days, the mark of what is new, messages grouped by their author.

/** @typedef {import("./types.js").Message} Message */

/**
 * @typedef {{kind: "day", key: string, at: string}
 *   | {kind: "new", key: string}
 *   | {kind: "message", key: string, message: Message, follows: boolean}} Row
 */

// After a pause this long a person's next message shows their name again.
const SAME_BREATH_MS = 5 * 60 * 1000;

/**
 * @param {Message[]} messages oldest first
 * @param {object} options
 * @param {(iso: string) => string} options.dayKey
 * @param {number | null} options.readPosition what stands behind it is new; null: no mark
 * @param {number | null} options.me one's own messages are never new
 * @returns {Row[]}
 */
export function rows(messages, { dayKey, readPosition, me }) {
  /** @type {Row[]} */
  const result = [];
  /** @type {Message | null} */
  let previous = null;
  let marked = readPosition === null;
  for (const message of messages) {
    const day = dayKey(message.created_at);
    if (!previous || dayKey(previous.created_at) !== day) {
      result.push({ kind: "day", key: `day-${day}`, at: message.created_at });
      previous = null;
    }
    if (!marked && isNew(message, /** @type {number} */ (readPosition), me)) {
      result.push({ kind: "new", key: "new" });
      marked = true;
      previous = null;
    }
    result.push({ kind: "message", key: keyOf(message), message, follows: follows(message, previous) });
    previous = message;
  }
  return result;
}

/**
 * The same for a message while it is on its way and when it has arrived, so that it stays one element.
 * @param {Message} message
 */
export function keyOf(message) {
  return `${message.author.id}-${message.client_id}`;
}

/**
 * @param {Message} message
 * @param {number} readPosition
 * @param {number | null} me
 */
function isNew(message, readPosition, me) {
  return message.position !== null && message.position > readPosition && message.author.id !== me;
}

/**
 * Does a message go on where its author's last one ended?
 * @param {Message} message
 * @param {Message | null} previous
 */
function follows(message, previous) {
  return (
    previous !== null &&
    previous.author.id === message.author.id &&
    message.reply_to === null &&
    Date.parse(message.created_at) - Date.parse(previous.created_at) < SAME_BREATH_MS
  );
}
