/**
 * The event-stream format, complete, for text that arrives in pieces of any size.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 *
 * @typedef {{type: string, data: string, id: string}} StreamEvent
 */

const DIGITS = /^[0-9]+$/;

export class SseParser {
  /** The last event id, as EventSource would send it back. */
  lastEventId = "";
  /** @type {number|null} the server's `retry:` in milliseconds */
  retryMs = null;

  #rest = "";
  #afterCr = false;
  #id = "";
  #type = "";
  /** @type {string[]} */
  #data = [];

  /**
   * @param {string} text the next piece, already decoded from UTF-8 without its byte order mark
   * @returns {StreamEvent[]} the events that it completes
   */
  feed(text) {
    /** @type {StreamEvent[]} */
    const events = [];
    for (const line of this.#lines(text)) {
      if (line === "") this.#dispatch(events);
      else this.#field(line);
    }
    return events;
  }

  /** @param {string} text */
  #lines(text) {
    if (text === "") return [];
    // A CR that ended the last piece has already ended its line: a LF now is its second half.
    const fresh = this.#afterCr && text.startsWith("\n") ? text.slice(1) : text;
    this.#afterCr = text.endsWith("\r");
    const lines = fresh.split(/\r\n|\r|\n/);
    lines[0] = this.#rest + lines[0];
    this.#rest = lines.pop() ?? "";
    return lines;
  }

  /** @param {string} line */
  #field(line) {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? "" : line.slice(colon + 1);
    const value = raw.startsWith(" ") ? raw.slice(1) : raw;
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#type = value;
    else if (name === "id" && !value.includes("\0")) this.#id = value;
    else if (name === "retry" && DIGITS.test(value)) this.retryMs = Number(value);
  }

  /** @param {StreamEvent[]} events */
  #dispatch(events) {
    this.lastEventId = this.#id;
    if (this.#data.length > 0) {
      events.push({ type: this.#type || "message", data: this.#data.join("\n"), id: this.#id });
    }
    this.#type = "";
    this.#data = [];
  }
}
