// The pinned messages of a room, the latest pin first, and what each event does to them.

import { grown } from "./timeline.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").LogEvent} LogEvent */

/**
 * The pins after one event of the room's stream.
 * @param {Message[]} pins
 * @param {LogEvent} event
 * @param {(id: number) => Message | undefined} find what the page knows of a message
 * @returns {Message[] | null} null: a message was pinned that is not at hand
 */
export function applied(pins, event, find) {
  switch (event.type) {
    case "message.pinned": {
      const { message: id, pinned_at } = event.data;
      const found = pins.find((pin) => pin.id === id) ?? find(id);
      return found ? [{ ...found, pinned_at }, ...without(pins, id)] : null;
    }
    case "message.unpinned":
      return without(pins, event.data.message);
    case "message.removed":
      return without(pins, event.data.message.id);
    case "message.growing":
      return pins.map((pin) => (pin.id === event.data.message ? grown(pin, event.data) : pin));
    case "message.edited":
    case "message.finished":
    case "message.restored":
      return pins.map((pin) => (pin.id === event.data.message.id ? event.data.message : pin));
    default:
      return pins;
  }
}

/**
 * @param {Message[]} pins
 * @param {number} id
 */
function without(pins, id) {
  return pins.filter((pin) => pin.id !== id);
}
