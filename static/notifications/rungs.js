/**
 * All transports by name, best first. Nothing else in this library names them.
 */
import { EventSourceTransport } from "./transports/eventsource.js";
import { FrameTransport } from "./transports/frame.js";
import { LongPollTransport } from "./transports/long-poll.js";
import { ShortPollTransport } from "./transports/short-poll.js";
import { SseTransport } from "./transports/sse.js";
import { WebSocketTransport } from "./transports/websocket.js";

/** @typedef {"websocket"|"sse"|"eventsource"|"frame"|"long-poll"|"short-poll"} TransportName */

/**
 * What a page tries unless told otherwise. EventSource and the forever frame pass
 * where server-sent events by `fetch` pass, and nowhere else: trying them too would only
 * take time.
 *
 * @type {TransportName[]}
 */
export const DEFAULT_TRANSPORTS = ["websocket", "sse", "long-poll", "short-poll"];

/** What a transport needs beyond `fetch`, which Node for one has not. @type {Partial<Record<TransportName, string>>} */
const NEEDS = { websocket: "WebSocket", eventsource: "EventSource", frame: "document" };

/**
 * @param {TransportName[]} names in the order of trying
 * @param {{http: import("./http.js").Http, clock: import("./clock.js").Clock, random: () => number}} env
 * @returns {import("./types.js").Rung[]}
 */
export function makeRungs(names, { http, clock, random }) {
  /** @type {Record<TransportName, () => import("./types.js").Transport>} */
  const makers = {
    websocket: () => new WebSocketTransport(http),
    sse: () => new SseTransport(http),
    eventsource: () => new EventSourceTransport(http),
    frame: () => new FrameTransport(http),
    "long-poll": () => new LongPollTransport(http, clock),
    "short-poll": () => new ShortPollTransport(http, clock, random),
  };
  return names.filter((name) => (NEEDS[name] ?? "fetch") in globalThis).map((name) => ({ name, create: makers[name] }));
}
