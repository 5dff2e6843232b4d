// The one connection of this page, whoever on it listens: the open room, the list of rooms, the bell.

import { Connection } from "../notifications/connection.js";
import { listedStreams } from "./unread.js";

/** A connection takes so many streams (docs/protocol.md); of more rooms the first ones are kept in step. */
const MOST_STREAMS = 50;
/** Other parts of a page follow streams of their own (`connection.follow`): the way into the panel, live figures. */
const OF_OTHERS = 3;

const json = (/** @type {string} */ id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

const page = json("page");
const bell = json("bell");
const opened = page?.room?.stream;
const own = bell && `user-${bell.me}`;
const follow = [opened, own].filter(Boolean);

/** @type {Connection | null} null where there is nothing to follow: for guests outside of rooms */
export const connection = follow.length
  ? new Connection({
      follow,
      watch: listedStreams()
        .filter((stream) => stream !== opened)
        .slice(0, MOST_STREAMS - OF_OTHERS - follow.length),
      // What the page shows is older than what the bell shows, which is rendered last.
      after: page?.cursor ?? bell?.cursor,
      csrf: () => /** @type {HTMLInputElement} */ (document.querySelector("[name=csrfmiddlewaretoken]")).value,
    })
  : null;

connection?.addEventListener("unfollowed", ({ detail }) => {
  if (!detail.streams.includes(own)) return;
  // Somebody else has signed in here since: nothing more is sent or shown in the name of who had the page open.
  setTimeout(() => connection.close());
  location.reload();
});

// By then the scripts of the page have run, and everybody listens.
document.addEventListener("DOMContentLoaded", () => connection?.open());
