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
 * @typedef {{http: import("./http.js").Http, clock: import("./clock.js").Clock, random: () => number, Socket?: typeof WebSocket}} Env
 *   `Socket` in place of the browser's own
 */

/** @type {Record<TransportName, (env: Env) => import("./types.js").Transport>} */
const MAKERS = {
  websocket: ({ http, Socket }) => new WebSocketTransport(http, Socket),
  sse: ({ http }) => new SseTransport(http),
  eventsource: ({ http }) => new EventSourceTransport(http),
  frame: ({ http }) => new FrameTransport(http),
  "long-poll": ({ http, clock }) => new LongPollTransport(http, clock),
  "short-poll": ({ http, clock, random }) => new ShortPollTransport(http, clock, random),
};

/** @param {TransportName} name @param {Env} env */
export function makeTransport(name, env) {
  return MAKERS[name](env);
}

/**
 * @param {TransportName[]} names in the order of trying
 * @param {Env} env
 * @returns {import("./types.js").Rung[]} those that this browser can
 */
export function makeRungs(names, env) {
  const possible = names.filter((name) => (NEEDS[name] ?? "fetch") in globalThis);
  return possible.map((name) => ({ name, create: () => makeTransport(name, env) }));
}
