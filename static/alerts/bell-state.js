// Everything the page knows of a person's alerts; bell, toasts, tab and list listen and show it.

import { applied, begun, counted, withOlder } from "./inbox.js";
import * as server from "./server.js";

/** @typedef {import("./types.js").Alert} Alert */
/** @typedef {import("./types.js").LogEvent} LogEvent */

/** Tells with events of its own: "changed", and "news" (detail: an alert that has something new to say). */
export class BellState extends EventTarget {
  #loaded;
  /** What came while the list was asked for; null while it is not. @type {LogEvent[] | null} */
  #meanwhile = null;

  /** @param {import("./types.js").Counts & {notifications?: Alert[]}} page what the server rendered */
  constructor(page) {
    super();
    const { notifications } = page;
    this.#loaded = notifications !== undefined;
    this.inbox = notifications ? begun({ ...page, notifications }) : counted(page);
  }

  /** @param {number} id */
  find(id) {
    return this.inbox.alerts.find((alert) => alert.id === id);
  }

  /**
   * Takes over what happened on the person's stream.
   * @param {LogEvent[]} events
   */
  receive(events) {
    const before = this.inbox;
    this.#meanwhile?.push(...events);
    this.inbox = events.reduce(applied, this.inbox);
    if (this.inbox === before) return;
    this.#tell("changed");
    for (const { position, data } of events) {
      const alert = position > before.position && data.notification && this.find(data.notification.id);
      // Where its position is the event's it has something new to say; else it has only shrunk.
      if (alert?.position === position && !alert.read) this.#tell("news", alert);
    }
  }

  /** Loads the newest alerts, once. */
  async load() {
    if (this.#loaded) return;
    this.#loaded = true;
    await this.refresh();
  }

  /** Loads them anew, because what came between is not to be had. */
  async refresh() {
    this.#meanwhile = [];
    const page = await server.alerts(null);
    this.inbox = this.#meanwhile.reduce(applied, begun(page));
    this.#meanwhile = null;
    this.#tell("changed");
  }

  /** Loads what stands after the last alert. */
  async older() {
    const last = this.inbox.alerts.at(-1);
    if (!last || !this.inbox.hasOlder) return;
    const { notifications } = await server.alerts(last.position);
    this.inbox = withOlder(this.inbox, notifications);
    this.#tell("changed");
  }

  /** Everything that the page knows of is read. What changes comes back as an event, here and in all tabs. */
  readAll() {
    return server.read({ position: this.inbox.position });
  }

  /**
   * Turns read into unread and back.
   * @param {number} id
   */
  turn(id) {
    return this.find(id)?.read ? server.unread(id) : server.read({ notification: id });
  }

  /**
   * Somebody goes where it leads.
   * @param {number} id
   */
  visited(id) {
    if (this.find(id)?.read === false) server.read({ notification: id });
  }

  /**
   * @param {"changed" | "news"} what
   * @param {Alert} [detail]
   */
  #tell(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}
