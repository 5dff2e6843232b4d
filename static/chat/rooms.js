// The front page: the counts of what is unread stay right while it is open.

import { Connection } from "../notifications/connection.js";
import { listedStreams, showUnread } from "./unread.js";

const { me, cursor } = JSON.parse(/** @type {string} */ (document.getElementById("page")?.textContent));

if (me !== null) {
  const connection = new Connection({ follow: [`user-${me}`], watch: listedStreams(), after: cursor });
  connection.addEventListener("heads", ({ detail }) => {
    for (const [stream, { unread }] of Object.entries(detail)) showUnread(stream, unread);
  });
  connection.addEventListener("events", ({ detail }) => {
    for (const { type, data } of detail) {
      if (type === "room.read") showUnread(`room-${data.room}`, data.unread);
    }
  });
  connection.open();
}
