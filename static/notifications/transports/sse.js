/**
 * Server-sent events read with `fetch`, which shows status and headers and can carry a
 * Bearer token, as EventSource cannot. A Transport (types.js).
 */
import { refusal } from "../http.js";
import { frames } from "../wire/sse-frames.js";
import { SseParser } from "../wire/sse-parser.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Reason} Reason */

export class SseTransport {
  onframe = (/** @type {Frame} */ _) => {};
  onalive = () => {};
  onclose = (/** @type {Reason} */ _) => {};

  #http;
  #abort = new AbortController();

  /** @param {import("../http.js").Http} http */
  constructor(http) {
    this.#http = http;
  }

  /** @param {import("../types.js").Request} request */
  open(request) {
    this.#run(request).then(
      (reason) => this.#end(reason),
      () => this.#end({ kind: "lost", why: "network" }),
    );
  }

  close() {
    this.#abort.abort();
  }

  /** @param {Reason} reason */
  #end(reason) {
    if (this.#abort.signal.aborted) return;
    // What was not read to its end would go on without us.
    this.close();
    this.onclose(reason);
  }

  /** @param {import("../types.js").Request} request @returns {Promise<Reason>} */
  async #run(request) {
    const headers = { Accept: "text/event-stream" };
    const response = await this.#http.request(this.#http.streamUrl("sse", request, { named: "0" }), {
      headers,
      signal: this.#abort.signal,
    });
    if (response.status !== 200) return refusal(response);
    if (!response.headers.get("Content-Type")?.startsWith("text/event-stream"))
      return { kind: "blocked", why: "foreign" };
    const parser = new SseParser();
    // Streaming: a character may be cut in two by the edge of a chunk.
    const reader = /** @type {ReadableStream<BufferSource>} */ (response.body)
      .pipeThrough(new TextDecoderStream())
      .getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      if (this.#abort.signal.aborted) break;
      this.onalive();
      for (const frame of frames(parser.feed(chunk.value))) this.onframe(frame);
    }
    return { kind: "later", retryMs: parser.retryMs ?? 1_000, why: "ended" };
  }
}
