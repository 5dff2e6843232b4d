/**
 * Requests that the server holds until something happens. A Transport (types.js).
 */
import { pause } from "../clock.js";
import { PollRefused, poll } from "./poll.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Reason} Reason */
/** @typedef {import("../types.js").Request} Request */

/** How long the server may hold a request: less than proxies usually allow one to take. */
const WAIT_S = 25;
const SHORTEST_WAIT_S = 5;
/** While nobody looks, the radio may rest between two requests. */
const HIDDEN_PAUSE_MS = 5_000;
/** An answer so soon was not waited for; when they follow each other, events go in batches. */
const INSTANT_MS = 300;
/** A gateway's answer to a request that took too long for it. */
const TIMEOUTS = [408, 504];

export class LongPollTransport {
  onframe = (/** @type {Frame} */ _) => {};
  onalive = () => {};
  onclose = (/** @type {Reason} */ _) => {};

  #http;
  #clock;
  #closed = false;
  #hidden = false;
  #wait = WAIT_S;
  #welcomed = false;
  #abort = new AbortController();

  /**
   * @param {import("../http.js").Http} http
   * @param {import("../clock.js").Clock} clock
   */
  constructor(http, clock) {
    this.#http = http;
    this.#clock = clock;
  }

  /** @param {Request} request */
  open(request) {
    this.#run(request).catch((error) => {
      if (this.#closed) return;
      this.#closed = true;
      this.onclose(error instanceof PollRefused ? error.reason : { kind: "lost", why: "network" });
    });
  }

  close() {
    this.#closed = true;
    this.#abort.abort();
  }

  /** Asks anew without waiting: the answer, or its absence, tells. */
  probe() {
    this.#abort.abort();
  }

  /** @param {boolean} hidden */
  slow(hidden) {
    this.#hidden = hidden;
  }

  /** @param {Request} request */
  async #run(request) {
    // The first answer comes at once: it proves the way and says where the streams begin.
    let wait = 0;
    while (!this.#closed) {
      this.#abort = new AbortController();
      const { signal } = this.#abort;
      const asked = this.#clock.now();
      const answer = await this.#ask(request, wait, signal);
      if (this.#closed) return;
      if (answer && !this.#welcomed) this.onframe({ type: "welcome", cursor: answer.cursor });
      this.#welcomed ||= answer !== null;
      for (const frame of answer?.frames ?? []) this.onframe(frame);
      const inVain = wait > 0 && this.#clock.now() - asked < INSTANT_MS;
      const atHead = answer?.more === false;
      if (atHead) await pause(this.#clock, Math.max(answer.nextMs, this.#rest(inVain)), signal);
      wait = atHead && !signal.aborted ? this.#wait : 0;
    }
  }

  /** @param {boolean} inVain whether the server did not wait, though asked to */
  #rest(inVain) {
    if (this.#hidden) return HIDDEN_PAUSE_MS;
    return inVain ? INSTANT_MS : 0;
  }

  /**
   * @param {Request} request @param {number} wait @param {AbortSignal} signal
   * @returns {Promise<Awaited<ReturnType<typeof poll>>|null>} null when it was cut short
   */
  async #ask(request, wait, signal) {
    try {
      const answer = await poll(this.#http, request, { wait, signal });
      this.onalive();
      return answer;
    } catch (error) {
      if (signal.aborted) return null;
      if (!this.#tooLong(error, wait)) throw error;
      this.onalive();
      return null;
    }
  }

  /** Whether a gateway gave up waiting; then we ask for shorter waits. @param {unknown} error @param {number} wait */
  #tooLong(error, wait) {
    if (!(error instanceof PollRefused) || !TIMEOUTS.includes(error.reason.code ?? 0) || wait <= SHORTEST_WAIT_S)
      return false;
    this.#wait = Math.max(SHORTEST_WAIT_S, Math.floor(wait / 2));
    return true;
  }
}
