// The page of appeals: says when something has changed, without taking away what is being written.

import { connection } from "../chat/connected.js";
import { part } from "../chat/dom.js";

connection?.addEventListener("events", ({ detail }) => {
  if (detail.some(({ stream, data }) => stream === "moderation" && data.sanction))
    part(document, "stale").hidden = false;
});
