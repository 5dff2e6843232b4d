/**
 * Counts what one transport sends and receives. Bytes are those of contents; `overhead`
 * are headers and frames around them.
 */
import { answerHead, frameHead, OVERHEAD, requestHead } from "./overhead.js";

const encoder = new TextEncoder();

export class Meter {
  requests = 0;
  bytes = 0;
  overhead = 0;

  #browser;

  /** @param {Parameters<typeof requestHead>[1]} browser */
  constructor(browser) {
    this.#browser = browser;
  }

  /** What the observed `fetch` and `WebSocket` tell (doctor/watch.js). @returns {import("../notifications/doctor/watch.js").See} */
  get see() {
    return {
      asked: (url) => {
        this.requests += 1;
        this.overhead += requestHead(url.href, this.#browser);
      },
      answered: (response) => {
        this.overhead += answerHead(response);
      },
      bytes: (count) => {
        this.bytes += count;
      },
      opened: () => {
        this.overhead += OVERHEAD.handshake;
      },
      received: (data) => this.#framed(size(data), false),
      sent: (data) => this.#framed(size(data), true),
    };
  }

  /** A connection that only its frames make known: a WebSocket, or an iframe. @param {string} url */
  opened(url) {
    this.requests += 1;
    this.overhead += requestHead(url, this.#browser);
  }

  /** A frame that came through the iframe, whose bytes nobody sees. @param {object} frame */
  script(frame) {
    this.bytes += size(JSON.stringify(frame));
    this.overhead += OVERHEAD.script;
  }

  /** @param {number} bytes @param {boolean} masked */
  #framed(bytes, masked) {
    this.bytes += bytes;
    this.overhead += frameHead(bytes, masked);
  }
}

/** @param {unknown} data */
function size(data) {
  if (data instanceof ArrayBuffer) return data.byteLength;
  return data instanceof Blob ? data.size : encoder.encode(String(data)).byteLength;
}
