// The page of alerts: the list stays right while it is open.

import { part } from "../chat/dom.js";
import { AlertList } from "./alert-list.js";
import { bell, tools } from "./alerts.js";

const page = /** @type {HTMLElement} */ (document.getElementById("alerts-page"));
const list = new AlertList(part(page, "list"), bell, tools, "h2");
const readAll = part(document, "read-all-form");
const older = document.querySelector("[data-part=older]");

const show = () => {
  const { alerts, unread, hasOlder } = bell.inbox;
  list.show(alerts);
  part(page, "empty").hidden = alerts.length > 0;
  readAll.hidden = unread === 0;
  older?.toggleAttribute("hidden", !hasOlder);
};

part(page, "list").replaceChildren();
show();
bell.addEventListener("changed", show);
readAll.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  bell.readAll();
});
older?.addEventListener("click", (event) => {
  event.preventDefault();
  bell.older();
});
