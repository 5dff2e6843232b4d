// One more stream for a page, over the connection that it has anyway, or else one of its own.

import { connection as ofPage } from "../chat/connected.js";
import { Connection } from "../notifications/connection.js";

/** @typedef {import("../notifications/types.js").LogEvent} LogEvent */

/** @type {Connection | null} */
let own = null;

/**
 * Tells of what happens on a stream behind a snapshot.
 * @param {string} stream
 * @param {string} cursor of the snapshot
 * @param {{receive: (events: LogEvent[]) => void, refresh: () => void}} reader `refresh`: load it anew
 */
export function follow(stream, cursor, { receive, refresh }) {
  const connection = ofPage ?? own ?? new Connection({ after: cursor });
  connection.addEventListener("events", (event) => {
    const { detail } = /** @type {CustomEvent<LogEvent[]>} */ (event);
    const ours = detail.filter((one) => one.stream === stream);
    if (ours.length) receive(ours);
  });
  connection.addEventListener("reset", (event) => {
    if (stream in /** @type {CustomEvent} */ (event).detail.streams) refresh();
  });
  connection.follow([stream], cursor);
  if (connection === ofPage || connection === own) return;
  own = connection;
  own.open();
}
