/** Events of a stream read with `named=0`, as frames. */

/** @typedef {import("../types.js").Frame} Frame */

/** The events that are not of the log. @type {Record<string, (data: any, id: string) => Frame>} */
const CONTROL = {
  "stream-open": (_, id) => ({ type: "welcome", cursor: id }),
  "stream-reset": (data, id) => ({ type: "reset", streams: data.streams, cursor: id }),
  "stream-error": (data) => ended(data),
  heads: (data) => ({ type: "heads", heads: data.heads }),
  signal: (data) => ({ type: "signal", stream: data.stream, name: data.name, data: data.data }),
};

/**
 * Why a stream is about to end: some of it is forbidden, or the session has ended.
 *
 * @param {{condition: string, channels: string[]}} error
 * @returns {Frame}
 */
export function ended({ condition, channels }) {
  return condition === "forbidden"
    ? { type: "unfollowed", streams: channels, reason: condition }
    : { type: "expelled" };
}

/** The names for which EventSource needs a listener of their own. */
export const CONTROL_EVENTS = Object.keys(CONTROL);

/**
 * @param {import("./sse-parser.js").StreamEvent[]} events that came in one piece
 * @returns {Frame[]} neighbouring log events go into one frame, as the server sent them
 */
export function frames(events) {
  /** @type {Frame[]} */
  const result = [];
  for (const { type, data, id } of events) {
    const last = result.at(-1);
    if (type === "message" && last?.type === "events") last.events.push(JSON.parse(data));
    else if (type === "message") result.push({ type: "events", events: [JSON.parse(data)] });
    else if (type in CONTROL) result.push(CONTROL[type](data && JSON.parse(data), id));
  }
  return result;
}
