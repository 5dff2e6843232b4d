// What is on its way to a room: the outbox's items, as messages that the timeline can show.

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("../notifications/outbox/storage.js").Item} Item */

/**
 * Keeps `room.wait` told. A sent message stays until the room's stream has brought it, so that
 * nothing flickers when the acknowledgement is faster than the event.
 * @param {import("./room-state.js").RoomState} room
 * @param {import("../notifications/outbox.js").Outbox} outbox
 */
export function showSending(room, outbox) {
  /** @type {Map<string, {order: number, message: Message}>} */
  const waiting = new Map();
  const on = (/** @type {string} */ name, /** @type {(item: Item, result: any) => void} */ does) =>
    outbox.addEventListener(name, (event) => {
      const { item, result } = /** @type {CustomEvent} */ (event).detail;
      if (item.room !== room.room.id) return;
      does(item, result);
      room.wait([...waiting.values()].sort((a, b) => a.order - b.order).map(({ message }) => message));
    });
  // What the stream has brought is the timeline's.
  room.addEventListener("timeline", () => {
    for (const [id, { message }] of waiting) {
      if (message.position !== null && message.position <= room.timeline.position) waiting.delete(id);
    }
  });
  const keep = (/** @type {Item} */ item, /** @type {Message} */ message) =>
    waiting.set(item.client_id, { order: item.order, message });
  const author = /** @type {import("./types.js").Person} */ (room.me);
  on("pending", (item) => keep(item, onItsWay(item, author, room.brought)));
  on("refused", (item) => keep(item, onItsWay(item, author, room.brought)));
  on("delayed", (item) => keep(item, onItsWay(item, author, room.brought)));
  on("sent", (item, result) => keep(item, { ...result.message, liked: false }));
  on("discarded", (item) => waiting.delete(item.client_id));
}

/**
 * @param {Item} item
 * @param {import("./types.js").Person} author
 * @param {Map<string, import("./types.js").Attachment>} [brought] what this page has uploaded
 * @returns {Message}
 */
export function onItsWay(item, author, brought = new Map()) {
  return {
    id: null,
    room: item.room,
    author,
    body: item.args.body,
    attachments: (item.args.attachments ?? []).flatMap((id) => brought.get(id) ?? []),
    html: "",
    client_id: item.client_id,
    created_at: new Date(item.order).toISOString(),
    edited_at: null,
    removed_at: null,
    reply_to: item.args.reply_to ?? null,
    likes: 0,
    liked: false,
    position: null,
    state: item.state === "refused" ? "failed" : "sending",
    error: item.error?.detail,
  };
}
