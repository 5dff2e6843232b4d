// The front page: the counts of what is unread stay right while it is open.

import { connection } from "./connected.js";
import { showUnread } from "./unread.js";

connection?.addEventListener("heads", ({ detail }) => {
  for (const [stream, { unread }] of Object.entries(detail)) showUnread(stream, unread);
});
connection?.addEventListener("events", ({ detail }) => {
  for (const { type, data } of detail) {
    if (type === "room.read") showUnread(`room-${data.room}`, data.unread);
  }
});
