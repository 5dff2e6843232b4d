/**
 * The forever frame: a hidden iframe whose page never ends and posts each batch to us.
 * For browsers and proxies that let a page load slowly but nothing else. Own origin
 * only. A Transport (types.js).
 */
import { ended } from "../wire/sse-frames.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Reason} Reason */

/** The page keeps every script that it was sent; after so many it is begun anew. */
const BATCHES = 2_000;

export class FrameTransport {
  onframe = (/** @type {Frame} */ _) => {};
  onalive = () => {};
  onclose = (/** @type {Reason} */ _) => {};

  #http;
  #window;
  #batches = 0;
  /** @type {HTMLIFrameElement|undefined} */
  #iframe;

  /**
   * @param {import("../http.js").Http} http
   * @param {Window} [window]
   */
  constructor(http, window = globalThis.window) {
    this.#http = http;
    this.#window = window;
  }

  /** @param {import("../types.js").Request} request */
  open(request) {
    const iframe = this.#window.document.createElement("iframe");
    iframe.hidden = true;
    iframe.title = "";
    iframe.src = this.#http.streamUrl("frame", request);
    // The page never ends by itself: a finished load is an end.
    iframe.onload = () => this.#end(ending(iframe));
    this.#iframe = iframe;
    this.#window.addEventListener("message", this.#message);
    this.#window.document.body.append(iframe);
  }

  close() {
    this.#window.removeEventListener("message", this.#message);
    if (!this.#iframe) return;
    this.#iframe.onload = null;
    this.#iframe.remove();
  }

  #message = (/** @type {MessageEvent} */ { origin, source, data }) => {
    // Any window may post to us; only this iframe, on this origin, is the server.
    if (source !== this.#iframe?.contentWindow || origin !== new URL(this.#http.base).origin) return;
    this.onalive();
    this.#batches += 1;
    for (const frame of Array.isArray(data) ? data : [data]) this.#take(frame);
    if (this.#batches >= BATCHES) this.#end({ kind: "later", retryMs: 0, why: "full" });
  };

  /** @param {any} frame */
  #take(frame) {
    if (frame.type === "bye") this.#end({ kind: "later", retryMs: frame.retry_ms, why: frame.why });
    else if (frame.type === "stream-error") this.onframe(ended(frame));
    else if (frame.type !== "beat") this.onframe(frame);
  }

  /** @param {Reason} reason */
  #end(reason) {
    this.close();
    this.onclose(reason);
  }
}

/**
 * A refusal is a page of JSON; an end in mid-stream is our page without one.
 *
 * @param {HTMLIFrameElement} iframe
 * @returns {Reason}
 */
function ending(iframe) {
  try {
    const { status, code } = JSON.parse(iframe.contentDocument?.body.textContent ?? "");
    if ([400, 401, 403].includes(status)) return { kind: "refused", code: status, why: code };
    return status === 429 ? { kind: "later", retryMs: 5_000, why: code } : { kind: "lost", why: String(status) };
  } catch {
    return { kind: "later", retryMs: 1_000, why: "ended" };
  }
}
