// <alert-bell>: the bell in the header and its panel.

import { part } from "../chat/dom.js";
import { AlertList } from "./alert-list.js";
import * as desktop from "./desktop.js";
import * as device from "./device.js";
import { grade } from "./grade.js";

export class AlertBell extends HTMLElement {
  /**
   * @param {import("./bell-state.js").BellState} bell
   * @param {object} tools
   * @param {import("./alert-view.js").AlertView} tools.view
   * @param {import("../chat/strings.js").Strings} tools.strings
   * @param {import("../chat/times.js").Times} tools.times
   */
  start(bell, tools) {
    this.bell = bell;
    this.strings = tools.strings;
    this.panel = /** @type {HTMLElement} */ (part(this, "panel"));
    this.list = new AlertList(part(this, "list"), bell, tools, "h3");
    bell.addEventListener("changed", () => this.#render());
    this.panel.addEventListener("toggle", (event) => this.#toggled(/** @type {any} */ (event).newState === "open"));
    part(this, "read-all").addEventListener("click", () => bell.readAll());
    part(this, "offer-yes").addEventListener("click", () => this.#accepted());
    part(this, "offer-no").addEventListener("click", () => this.#declined());
    this.#render();
  }

  #render() {
    const { alerts, unread, addressed, hasOlder } = this.bell.inbox;
    const { grade: name, text } = grade({ unread, addressed });
    const mark = part(this, "mark");
    mark.dataset.grade = name;
    mark.textContent = text;
    part(this, "says").textContent = this.#says(unread, addressed);
    part(this, "read-all").hidden = unread === 0;
    part(this, "empty").hidden = alerts.length > 0 || hasOlder;
    if (this.panel.matches(":popover-open")) this.list.show(alerts);
  }

  /**
   * @param {number} unread
   * @param {number} addressed
   */
  #says(unread, addressed) {
    if (addressed) return this.strings.say("addressed", { count: addressed });
    return unread ? this.strings.say("unread", { count: unread }) : "";
  }

  /** @param {boolean} open */
  async #toggled(open) {
    if (!open) return;
    part(this, "offer").hidden = desktop.permission() !== "default" || device.declined();
    this.#render();
    await this.bell.load();
  }

  async #accepted() {
    part(this, "offer").hidden = true;
    await device.turnOn();
  }

  #declined() {
    part(this, "offer").hidden = true;
    device.decline();
  }
}

customElements.define("alert-bell", AlertBell);
