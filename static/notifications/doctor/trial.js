/**
 * One transport tried out on one stream, and what was seen of it.
 *
 * @typedef {import("../rungs.js").TransportName} TransportName
 * @typedef {{
 *   transport: TransportName, stream: string, lastedMs: number,
 *   openMs: number|null, firstMs: number|null,
 *   lateMs: number[], came: number[], roundTripMs: number[],
 *   server: string, via: string,
 *   end: {kind: string, why: string, code: number|null, afterMs: number}|null,
 * }} Trial
 * - `openMs` until the handshake was done or the headers of the answer were there,
 *   `firstMs` until the first frame; null when they never came
 * - `lateMs` how long after it happened each event came that happened while we watched;
 *   `came` when it came, counted from the beginning
 * - `end` how it ended by itself; null while it was going on until we closed it
 */
import { systemClock } from "../clock.js";
import { Http } from "../http.js";
import { makeTransport } from "../rungs.js";
import { Inbox } from "../wire/inbox.js";
import { watchFetch, watchSocket } from "./watch.js";

const PING_MS = 700;

/**
 * @param {TransportName} name
 * @param {{base: string, stream: string, after?: string, ms: number, differenceMs: number, signal: AbortSignal, ask?: boolean}} how
 *   `ask` whether to send something up now and then: silence has to stay silent
 * @returns {Promise<Trial>}
 */
export function tryOut(name, { base, stream, after = "", ms, differenceMs, signal, ask = false }) {
  const startedAt = Date.now();
  const since = () => Date.now() - startedAt;
  /** @type {Trial} */
  const trial = { ...NOTHING, transport: name, stream, lateMs: [], came: [], roundTripMs: [] };
  const wish = { follow: [stream], watch: [] };
  const inbox = new Inbox(after);
  let askedAt = 0;
  const see = {
    opened: () => {
      trial.openMs ??= since();
    },
    answered: (/** @type {Response} */ { headers }) => {
      trial.openMs ??= since();
      trial.server = headers.get("Server") ?? "";
      trial.via = headers.get("Via") ?? "";
    },
    received: (/** @type {unknown} */ data) => {
      if (askedAt && String(data).includes('"pong"')) trial.roundTripMs.push(performance.now() - askedAt);
      if (String(data).includes('"pong"')) askedAt = 0;
    },
  };
  const transport = makeTransport(name, {
    http: new Http({ base, call: watchFetch(globalThis.fetch.bind(globalThis), see) }),
    clock: systemClock,
    random: Math.random,
    Socket: globalThis.WebSocket && watchSocket(WebSocket, see),
  });
  transport.onframe = (frame) => {
    trial.firstMs ??= since();
    if ("cursor" in frame && frame.cursor) inbox.learn(frame.cursor, wish);
    if (frame.type !== "events") return;
    for (const { at } of inbox.accept(frame.events).fresh) {
      const happened = Date.parse(at) - differenceMs;
      if (happened < startedAt) continue;
      trial.lateMs.push(Math.max(0, Date.now() - happened));
      trial.came.push(since());
    }
  };
  const pings = setInterval(() => {
    if (!ask || name !== "websocket" || trial.firstMs === null || askedAt) return;
    askedAt = performance.now();
    transport.probe?.();
  }, PING_MS);
  return new Promise((done) => {
    const finish = () => {
      clearInterval(pings);
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      transport.close();
      done({ ...trial, lastedMs: since() });
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish);
    transport.onclose = ({ kind, why = kind, code = null }) => {
      trial.end = { kind, why, code, afterMs: since() };
      finish();
    };
    transport.open({ ...wish, after: () => inbox.cursor });
  });
}

/** @type {Omit<Trial, "transport"|"stream"|"lateMs"|"came"|"roundTripMs">} */
const NOTHING = { lastedMs: 0, openMs: null, firstMs: null, server: "", via: "", end: null };
