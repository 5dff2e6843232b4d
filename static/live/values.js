// The live values of a stream: a snapshot, kept up to date. One for all elements of a page that show it.

import { follow } from "./follow.js";

/** How many numbers before the newest one are kept, as on the server. */
const RECENT = 60;

/** @typedef {{name: string, value: number | string | boolean, unit: string, at: string, recent: number[]}} LiveValue */
/** @typedef {import("../notifications/types.js").LogEvent} LogEvent */

/**
 * The values after an event.
 * @param {Map<string, LiveValue>} values by name
 * @param {LogEvent} event
 * @returns {Map<string, LiveValue>}
 */
export function applied(values, { type, data }) {
  if (type !== "value.changed") return values;
  const { name, value, unit, at } = data;
  const before = values.get(name)?.recent ?? [];
  const recent = typeof value === "number" ? [...before, value].slice(-RECENT) : before;
  return new Map(values).set(name, { name, value, unit, at, recent });
}

/** @param {{values: LiveValue[]}} snapshot */
export function begun(snapshot) {
  return new Map(snapshot.values.map((value) => [value.name, value]));
}

/** Tells "changed". */
export class LiveValues extends EventTarget {
  /** @type {Map<string, LiveValue>} */
  values = new Map();
  #stream;

  /** @param {string} stream */
  constructor(stream) {
    super();
    this.#stream = stream;
  }

  /**
   * Begins, with the snapshot that the page brings along or one that is fetched.
   * @param {any} [page]
   */
  async start(page) {
    const snapshot = page ?? (await this.#load());
    if (!snapshot) return;
    this.#take(begun(snapshot));
    follow(this.#stream, snapshot.cursor ?? `${this.#stream}:${snapshot.position}`, {
      receive: (events) => this.#take(events.reduce(applied, this.values)),
      refresh: () => this.#refresh(),
    });
  }

  async #refresh() {
    const snapshot = await this.#load();
    if (snapshot) this.#take(begun(snapshot));
  }

  async #load() {
    const answer = await fetch(`/api/v1/streams/${this.#stream}`);
    return answer.ok ? answer.json() : null;
  }

  /** @param {Map<string, LiveValue>} values */
  #take(values) {
    this.values = values;
    this.dispatchEvent(new Event("changed"));
  }
}

/** @type {Map<string, LiveValues>} */
const streams = new Map();

/**
 * The values of a stream, begun once for the page.
 * @param {string} stream
 * @returns {LiveValues}
 */
export function valuesOf(stream) {
  const known = streams.get(stream);
  if (known) return known;
  const values = new LiveValues(stream);
  streams.set(stream, values);
  const page = JSON.parse(document.getElementById("live")?.textContent ?? "null");
  values.start(page?.stream === stream ? page : null);
  return values;
}
