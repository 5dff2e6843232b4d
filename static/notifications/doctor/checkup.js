/**
 * All measurements, one after the other: is it the site that answers, which transports
 * work and how fast, and which connections last.
 *
 * @typedef {import("./trial.js").Trial} Trial
 * @typedef {"site"|"transports"|"lasting"} Step
 * @typedef {{status: number|null, ours: boolean, server: string, via: string}} Answer
 *   `status` null when nothing came
 * @typedef {{heldMs: number, why: string, code: number|null}} Held
 *   a request that was to wait: how long it did, and `why` not longer; "" when it did
 * @typedef {{
 *   site: Answer, streams: import("../types.js").Reason|null, socketAddress: Answer|null,
 *   clock: import("./server-clock.js").ServerClock|null,
 *   trials: Trial[], busy: Trial[], quiet: Trial[], held: Held|null,
 * }} Measurements
 */
import { Http } from "../http.js";
import { PollRefused, poll } from "../transports/poll.js";
import { compareClocks } from "./server-clock.js";
import { tryOut } from "./trial.js";

/** Best first, as diagnosis and tables have them. @type {import("../rungs.js").TransportName[]} */
export const TRANSPORTS = ["websocket", "sse", "long-poll", "short-poll", "frame"];
/** Of these a connection is to last. */
const LASTING = ["websocket", "sse"];
/** So much of the past is asked for: more than a buffer of a proxy holds, which then shows itself. */
const BACKLOG_S = 55;
const TRIAL_MS = 7_000;
/** The site says something every 20 s; what cuts silence sooner is seen within this. */
export const LENGTHS_MS = { quick: 0, usual: 25_000, thorough: 95_000 };
const PATIENCE_MS = 8_000;
/** Our long polls wait so long. */
const HOLD_S = 25;

/**
 * @param {{
 *   base: string, health: string, length: keyof typeof LENGTHS_MS, signal: AbortSignal,
 *   onstep: (step: Step, ms: number) => void,
 * }} how `onstep` is told how long the step will take
 * @returns {Promise<Measurements>} what there is by then, when it is cut short
 */
export async function checkUp({ base, health, length, signal, onstep }) {
  const http = new Http({ base });
  onstep("site", 1_000);
  const site = await look(http, health, ({ status }) => status === "alive", signal);
  /** @type {Measurements} */
  const found = { ...NOTHING, site };
  if (!site.ours || signal.aborted) return found;
  const { clock, reason } = await compareClocks(http, signal);
  found.clock = clock;
  found.streams = reason;
  const setting = { base, differenceMs: clock?.differenceMs ?? 0, signal };
  if (signal.aborted) return found;
  onstep("transports", TRIAL_MS);
  found.trials = await Promise.all(TRANSPORTS.map((name) => tryOut(name, { ...setting, ...onTheClock(setting) })));
  // Trials that were cut short prove nothing.
  if (signal.aborted) return { ...found, trials: [] };
  if (found.trials.some(({ transport, firstMs }) => transport === "websocket" && firstMs === null))
    found.socketAddress = await look(http, "ws", ({ code }) => code === "upgrade_required", signal);
  const ms = LENGTHS_MS[length];
  if (ms === 0) return found;
  onstep("lasting", ms);
  return { ...found, ...(await endure(found.trials, { ...setting, ms }, http)) };
}

/** @param {{differenceMs: number}} setting */
function onTheClock({ differenceMs }) {
  const second = Math.floor((Date.now() + differenceMs) / 1_000);
  return { stream: "clock", after: `clock:${second - BACKLOG_S}`, ms: TRIAL_MS, ask: true };
}

/**
 * Keeps connections open on which much happens and on which nothing happens: which of
 * them are cut tells whether it is silence or age that something on the way minds.
 *
 * @param {Trial[]} trials
 * @param {{base: string, differenceMs: number, signal: AbortSignal, ms: number}} setting
 * @param {Http} http
 */
async function endure(trials, setting, http) {
  const lasting = trials.filter(({ transport, firstMs }) => LASTING.includes(transport) && firstMs !== null);
  const names = lasting.map(({ transport }) => transport);
  const on = (/** @type {string} */ stream) => Promise.all(names.map((name) => tryOut(name, { ...setting, stream })));
  const [busy, quiet, held] = await Promise.all([on("clock"), on("silence"), hold(http, setting)]);
  return { busy, quiet, held };
}

/**
 * @param {Http} http
 * @param {{signal: AbortSignal, ms: number}} setting
 * @returns {Promise<Held|null>} null when there was no time to find out
 */
async function hold(http, { signal, ms }) {
  const startedAt = Date.now();
  const held = (/** @type {string} */ why, /** @type {number|null} */ code = null) => ({
    heldMs: Date.now() - startedAt,
    why,
    code,
  });
  const enough = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  try {
    await poll(http, { follow: ["silence"], watch: [], after: () => "" }, { wait: HOLD_S, signal: enough });
    return held("");
  } catch (error) {
    if (signal.aborted) return null;
    if (enough.aborted) return held("");
    return error instanceof PollRefused ? held(error.reason.why ?? "", error.reason.code ?? null) : held("network");
  }
}

/**
 * @param {Http} http
 * @param {string} path
 * @param {(body: any) => boolean} isOurs
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
async function look(http, path, isOurs, signal) {
  try {
    const response = await http.request(path, { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) });
    const body = await response.json().catch(() => ({}));
    const { headers, status } = response;
    return { status, ours: isOurs(body), server: headers.get("Server") ?? "", via: headers.get("Via") ?? "" };
  } catch {
    return { status: null, ours: false, server: "", via: "" };
  }
}

/** @type {Omit<Measurements, "site">} */
const NOTHING = {
  streams: null,
  socketAddress: null,
  clock: null,
  trials: [],
  busy: [],
  quiet: [],
  held: null,
};
