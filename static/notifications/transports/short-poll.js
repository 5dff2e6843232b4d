/**
 * A small request now and then, as often as the server advises: passes everything that
 * lets pages through. A Transport (types.js).
 */
import { PollRefused, poll } from "./poll.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Reason} Reason */
/** @typedef {import("../types.js").Request} Request */

const NORMAL_MS = 3_000;
const HIDDEN_MS = 30_000;

export class ShortPollTransport {
  onframe = (/** @type {Frame} */ _) => {};
  onalive = () => {};
  onclose = (/** @type {Reason} */ _) => {};

  #http;
  #clock;
  #random;
  #hidden = false;
  #welcomed = false;
  #abort = new AbortController();
  /** @type {Request|undefined} */
  #request;
  /** An ETag is good for the question that it answered. */
  #known = { url: "", etag: "" };
  /** @type {any} */
  #timer;

  /**
   * @param {import("../http.js").Http} http
   * @param {import("../clock.js").Clock} clock
   * @param {() => number} random
   */
  constructor(http, clock, random) {
    this.#http = http;
    this.#clock = clock;
    this.#random = random;
  }

  /** @param {Request} request */
  open(request) {
    this.#request = request;
    this.#next(request);
  }

  close() {
    this.#abort.abort();
    this.#clock.clearTimeout(this.#timer);
  }

  probe() {
    if (this.#request) this.#next(this.#request);
  }

  /** @param {boolean} hidden */
  slow(hidden) {
    this.#hidden = hidden;
  }

  /** @param {Request} request */
  #next(request) {
    this.close();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#ask(request, signal).catch((error) => {
      if (signal.aborted) return;
      this.onclose(error instanceof PollRefused ? error.reason : { kind: "lost", why: "network" });
    });
  }

  /** @param {Request} request @param {AbortSignal} signal */
  async #ask(request, signal) {
    const url = this.#http.streamUrl("poll", request);
    const etag = url === this.#known.url ? this.#known.etag : "";
    const answer = await poll(this.#http, request, { wait: 0, etag, signal });
    if (signal.aborted) return;
    this.#known = { url, etag: answer.etag };
    this.onalive();
    if (!this.#welcomed) this.onframe({ type: "welcome", cursor: answer.cursor });
    this.#welcomed = true;
    for (const frame of answer.frames) this.onframe(frame);
    if (!signal.aborted) this.#timer = this.#clock.setTimeout(() => this.#next(request), this.#pause(answer));
  }

  /** @param {{more: boolean, nextMs: number}} answer */
  #pause({ more, nextMs }) {
    if (more) return 0;
    const ms = Math.max(nextMs || NORMAL_MS, this.#hidden ? HIDDEN_MS : 0);
    // Not all at the same moment, and never sooner than advised.
    return ms * (1 + this.#random() / 10);
  }
}
