// The messages of a room as the page holds them, and what each event does to them.
// The rule that tests hold it to: a page with the events after it equals a fresh page.

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Page} Page */
/** @typedef {import("./types.js").LogEvent} LogEvent */

// How many messages are asked for at a time; `chat/views/room.py` embeds as many.
export const PAGE_SIZE = 50;

/**
 * @typedef {object} Timeline
 * @property {Message[]} messages without a hole, oldest first
 * @property {number} position of the room's stream that they reflect
 * @property {boolean} hasOlder may there be messages before the first?
 * @property {boolean} hasNewer are there messages after the last? (One came by a permalink.)
 */

/**
 * @param {Page} page
 * @param {boolean} hasNewer is it a page around a permalink?
 * @returns {Timeline}
 */
export function begun(page, hasNewer) {
  return { messages: page.messages, position: page.position, hasOlder: isFull(page), hasNewer };
}

/**
 * @param {Timeline} timeline
 * @param {Page} page what stands before the first message
 * @returns {Timeline}
 */
export function withOlder(timeline, page) {
  const messages = [...unknown(timeline, page), ...timeline.messages];
  return { ...timeline, messages, hasOlder: isFull(page) };
}

/**
 * @param {Timeline} timeline
 * @param {Page} page what stands after the last message
 * @returns {Timeline}
 */
export function withNewer(timeline, page) {
  const messages = [...timeline.messages, ...unknown(timeline, page)];
  return { ...timeline, messages, hasNewer: isFull(page) };
}

/**
 * A timeline that a page has joined or begun, with what came while the page was on its way.
 * @param {Timeline} timeline
 * @param {Page} page
 * @param {LogEvent[]} meanwhile
 * @param {number | null} me
 * @returns {Timeline}
 */
export function withOvertaken(timeline, page, meanwhile, me) {
  // Events carry absolute state: those messages that have seen them stay as they are.
  let told = { ...timeline, position: page.position };
  for (const event of meanwhile) told = applied(told, event, me);
  return { ...told, position: Math.max(told.position, timeline.position) };
}

/**
 * @param {Timeline} timeline
 * @param {number} most that are kept; it lets go of some pages at once, not of one message with each new one
 * @param {number | null} [id] the message that is read; null when that is the newest
 * @returns {Timeline}
 */
export function withoutFarthest(timeline, most, id = null) {
  const { messages, hasOlder, hasNewer } = timeline;
  if (messages.length <= most) return timeline;
  const kept = most - 2 * PAGE_SIZE;
  const last = messages.length - kept;
  const read = messages.findIndex((message) => message.id === id);
  const start = read < 0 ? last : Math.min(Math.max(read - kept / 2, 0), last);
  return {
    ...timeline,
    messages: messages.slice(start, start + kept),
    hasOlder: hasOlder || start > 0,
    hasNewer: hasNewer || start < last,
  };
}

/**
 * The timeline after one event of the room's stream.
 * @param {Timeline} timeline
 * @param {LogEvent} event
 * @param {number | null} me id of the person looking
 * @returns {Timeline}
 */
export function applied(timeline, event, me) {
  if (event.position <= timeline.position) return timeline;
  const moved = { ...timeline, position: event.position };
  switch (event.type) {
    case "message.posted":
      return timeline.hasNewer ? moved : withPosted(moved, event.data.message);
    case "message.growing":
      return withGrown(moved, event.data);
    case "message.edited":
    case "message.finished":
    case "message.removed":
    case "message.restored":
      return withChanged(moved, event.data.message.id, event.data.message);
    case "message.liked":
    case "message.unliked": {
      const mine = event.data.by.id === me ? { liked: event.type === "message.liked" } : {};
      return withChanged(moved, event.data.message, { likes: event.data.likes, ...mine });
    }
    case "attachment.updated":
      return withAttachment(moved, event.data.message, event.data.attachment);
    case "message.pinned":
    case "message.unpinned":
      return withChanged(moved, event.data.message, { pinned_at: event.data.pinned_at });
    default:
      return moved;
  }
}

/**
 * @param {Timeline} timeline
 * @param {Message} message
 */
function withPosted(timeline, message) {
  if (timeline.messages.some(({ id }) => id === message.id)) return timeline;
  const messages = [...timeline.messages, { ...message, liked: false }];
  return { ...timeline, messages };
}

/**
 * A message that goes on with `text` from `offset` on.
 * @param {Message} message
 * @param {{offset: number, text: string}} piece `offset` counts characters, as Python does
 * @returns {Message}
 */
export function grown(message, { offset, text }) {
  return { ...message, body: [...message.body].slice(0, offset).join("") + text };
}

/**
 * @param {Timeline} timeline
 * @param {{message: number, offset: number, text: string}} piece
 */
function withGrown(timeline, { message: id, offset, text }) {
  const known = timeline.messages.find((message) => message.id === id);
  if (!known) return timeline;
  return withChanged(timeline, id, grown(known, { offset, text }));
}

/**
 * @param {Timeline} timeline
 * @param {number} id
 * @param {import("./types.js").Attachment} attachment as it is now
 */
function withAttachment(timeline, id, attachment) {
  const known = timeline.messages.find((message) => message.id === id)?.attachments ?? [];
  return withChanged(timeline, id, { attachments: known.map((one) => (one.id === attachment.id ? attachment : one)) });
}

/**
 * @param {Timeline} timeline
 * @param {number} id
 * @param {Partial<Message>} change
 */
function withChanged(timeline, id, change) {
  const messages = timeline.messages.map((message) => (message.id === id ? { ...message, ...change } : message));
  return { ...timeline, messages };
}

/**
 * @param {Timeline} timeline
 * @param {Page} page
 */
function unknown(timeline, page) {
  const known = new Set(timeline.messages.map(({ id }) => id));
  return page.messages.filter(({ id }) => !known.has(id));
}

/** @param {Page} page */
function isFull(page) {
  return page.messages.length >= PAGE_SIZE;
}
