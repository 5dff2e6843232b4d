// Fills the pattern of one alert (templates/alerts/partials/alert.html), for the panel, the page and the toasts.

import { copyOf, part, show } from "../chat/dom.js";
import { hue, initials } from "../chat/people.js";

/** @typedef {import("./types.js").Alert} Alert */

export class AlertView {
  #strings;
  #times;

  /**
   * @param {import("../chat/strings.js").Strings} strings
   * @param {import("../chat/times.js").Times} times
   */
  constructor(strings, times) {
    this.#strings = strings;
    this.#times = times;
  }

  /** @returns {HTMLElement} */
  create() {
    return copyOf("alert-template");
  }

  /**
   * @param {HTMLElement} element
   * @param {Alert} alert
   */
  fill(element, alert) {
    const [first] = alert.actors;
    const avatar = part(element, "avatar");
    avatar.className = `avatar ${first ? hue(first.id) : ""}`;
    avatar.textContent = first ? initials(first.name) : "";
    const kind = part(element, "kind");
    if (kind.dataset.kind !== alert.kind) kind.replaceChildren(icon(alert.kind));
    kind.dataset.kind = alert.kind;
    part(element, "link").href = alert.url;
    part(element, "sentence").textContent = alert.text;
    show(part(element, "excerpt"), alert.excerpt ?? "");
    const time = part(element, "time");
    time.dateTime = alert.at;
    time.textContent = this.#times.time(alert.at);
    time.title = this.#times.full(alert.at);
    element.toggleAttribute("data-unread", !alert.read);
    const turn = part(element, "turn");
    const label = this.#strings.say(alert.read ? "mark_unread" : "mark_read");
    turn.setAttribute("aria-label", label);
    turn.title = label;
  }
}

/** @param {string} kind */
function icon(kind) {
  return copyOf(document.getElementById(`alert-icon-${kind}`) ? `alert-icon-${kind}` : "alert-icon-other");
}
