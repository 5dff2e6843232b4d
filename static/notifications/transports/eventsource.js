/**
 * Server-sent events through the browser's own EventSource: the simple alternative,
 * which shows neither status nor headers. A Transport (types.js).
 */
import { CONTROL_EVENTS, frames } from "../wire/sse-frames.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Reason} Reason */

export class EventSourceTransport {
  onframe = (/** @type {Frame} */ _) => {};
  onalive = () => {};
  onclose = (/** @type {Reason} */ _) => {};

  #http;
  #Source;
  /** @type {EventSource|undefined} */
  #source;

  /**
   * @param {import("../http.js").Http} http
   * @param {typeof EventSource} [Source]
   */
  constructor(http, Source = globalThis.EventSource) {
    this.#http = http;
    this.#Source = Source;
  }

  /** @param {import("../types.js").Request} request */
  open(request) {
    const url = this.#http.streamUrl("sse", request, { named: "0" });
    const source = new this.#Source(url, { withCredentials: !this.#http.ownOrigin });
    for (const name of ["message", ...CONTROL_EVENTS]) source.addEventListener(name, (event) => this.#event(event));
    source.addEventListener("keep-alive", () => this.onalive());
    // It would come back by itself, but when and how often is the ladder's to say.
    source.onerror = () => {
      source.close();
      this.onclose({ kind: "lost", why: "network" });
    };
    this.#source = source;
  }

  close() {
    this.#source?.close();
  }

  /** @param {MessageEvent} event */
  #event({ type, data, lastEventId }) {
    this.onalive();
    for (const frame of frames([{ type, data, id: lastEventId }])) this.onframe(frame);
  }
}
