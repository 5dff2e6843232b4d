/**
 * From measurements to causes: what on the way to the site buffers, cuts or blocks. Pure.
 *
 * @typedef {import("./checkup.js").Measurements} Measurements
 * @typedef {import("./trial.js").Trial} Trial
 * @typedef {(
 *   "unreachable"|"foreign"|"blocked"|"upgrade"|"mute-socket"|"whole"|"clumps"|"age"|"silence"|"held"|"reset"|
 *   "too-many"|"busy"|"refused"|"slow"|"clock"
 * )} CauseName
 * @typedef {{name: CauseName, transports: string[], seconds?: number, status?: number}} Cause
 *   `seconds` after which something is cut, or by which something is off; `status` that somebody answered
 * @typedef {{causes: Cause[], works: string[], best: string|null}} Diagnosis
 *   `works`: the transports that bring news as it happens, best first
 */
import { largestClump, median } from "./figures.js";

/** What the client climbs, best first (rungs.js); the forever frame is tried out, and not among them. */
const LADDER = ["websocket", "sse", "long-poll", "short-poll"];
/** These are one answer that goes on and on, which something on the way may hold back. */
const STREAMING = ["websocket", "sse", "frame"];
/** Of one event a second so many never come together, and none so late, unless somebody collects them. */
const CLUMP = { events: 3, withinMs: 150, lateMs: 1_500 };
/** Live events that there must have been by then. */
const ENOUGH_MS = 4_000;
/** Two connections that end within this were ended by the same rule. */
const ALIKE_MS = 2_500;
/** A round trip beyond which one notices. */
const SLOW_MS = 800;
/** A clock that is so wrong shows wrong times. */
const WRONG_CLOCK_MS = 5_000;

/** What the site itself says no with. @type {Record<number, CauseName>} */
const OWN = { 429: "too-many", 503: "busy", 400: "refused", 401: "refused", 403: "refused" };

/** @param {Measurements} measured @returns {Diagnosis} */
export function diagnose(measured) {
  const barrier = atTheGate(measured);
  if (barrier) return { causes: [barrier], works: [], best: null };
  const causes = merge([
    ...measured.trials.flatMap((trial) => ofTrial(trial, measured)),
    ...ofLasting(measured),
    ...ofFigures(measured),
  ]);
  const hampered = causes.filter(({ name }) => !["slow", "clock", "age", "silence"].includes(name));
  const bad = new Set(hampered.flatMap(({ transports }) => transports));
  const works = measured.trials.map(({ transport }) => transport).filter((name) => !bad.has(name));
  return { causes, works, best: LADDER.find((name) => /** @type {string[]} */ (works).includes(name)) ?? null };
}

/** What keeps everything out. @param {Measurements} measured @returns {Cause|null} */
function atTheGate({ site, streams }) {
  const all = { transports: [...LADDER, "frame"] };
  if (site.status === null) return { name: "unreachable", ...all };
  if (!site.ours && site.status === 200) return { name: "foreign", ...all };
  if (!site.ours) return { name: "blocked", status: site.status, ...all };
  if (streams?.why === "foreign") return { name: "foreign", ...all };
  if (streams?.kind === "blocked") return { name: "blocked", status: streams.code, ...all };
  return null;
}

/** @param {Trial} trial @param {Measurements} measured @returns {Cause[]} */
function ofTrial(trial, measured) {
  const { transport, firstMs } = trial;
  if (firstMs === null) return [transport === "websocket" ? ofSocket(trial, measured) : ofAnswer(trial)];
  if (clumps(trial)) return [{ name: "clumps", transports: [transport] }];
  if (!wasCut(trial)) return [];
  return [STREAMING.includes(transport) ? cut("age", trial) : { name: "reset", transports: [transport] }];
}

/**
 * A WebSocket shows no status: what its address answers otherwise tells whether it is blocked.
 *
 * @param {Trial} trial @param {Measurements} measured @returns {Cause}
 */
function ofSocket({ openMs, end }, { socketAddress }) {
  const transports = ["websocket"];
  const status = socketAddress?.status;
  if (openMs !== null && end?.code === 429) return { name: "too-many", transports };
  if (openMs !== null) return { name: "mute-socket", transports };
  if (status && !socketAddress.ours) return { name: "blocked", status, transports };
  return { name: "upgrade", transports };
}

/** @param {Trial} trial that has brought nothing @returns {Cause} */
function ofAnswer({ transport, end }) {
  const transports = [transport];
  if (end?.why === "foreign") return { name: "foreign", transports };
  if (end && (end.kind === "refused" || end.kind === "later") && end.code !== null && end.code in OWN)
    return { name: OWN[end.code], transports };
  if (end?.code) return { name: "blocked", status: end.code, transports };
  // The answer of the frame shows no status: what is no page of ours was somebody else's.
  if (transport === "frame" && end) return { name: "foreign", transports };
  if (end?.why === "network") return { name: "reset", transports };
  return { name: STREAMING.includes(transport) ? "whole" : "held", transports };
}

/** Whether events came together that had happened one after the other. @param {Trial} trial */
function clumps({ transport, came, lateMs, firstMs, lastedMs }) {
  if (!STREAMING.includes(transport)) return false;
  const watchedMs = lastedMs - (firstMs ?? 0);
  if (came.length === 0) return watchedMs > ENOUGH_MS;
  return largestClump(came, CLUMP.withinMs) >= CLUMP.events || (median(lateMs) ?? 0) > CLUMP.lateMs;
}

/** @param {Measurements} measured @returns {Cause[]} what was cut: by its age, or for its silence */
function ofLasting({ busy, quiet, held }) {
  const causes = quiet.filter(wasCut).map((trial) => {
    const other = busy.find(({ transport }) => transport === trial.transport);
    return cut(other && wasCut(other) && alike(other, trial) ? "age" : "silence", trial);
  });
  const aged = busy
    .filter(wasCut)
    .filter(({ transport }) => !causes.some((cause) => cause.transports[0] === transport));
  causes.push(...aged.map((trial) => cut("age", trial)));
  if (!held || held.why === "") return causes;
  const same = causes.find(({ seconds = 0 }) => Math.abs(seconds * 1_000 - held.heldMs) < ALIKE_MS);
  if (same && held.why === "network") return [...causes, { ...same, transports: ["long-poll"] }];
  const status = held.code === null ? {} : { status: held.code };
  return [...causes, { name: "held", transports: ["long-poll"], seconds: toSeconds(held.heldMs), ...status }];
}

/** @param {Trial} trial */
function wasCut({ end }) {
  return end !== null && ["network", "ended", "foreign"].includes(end.why);
}

/** @param {Trial} one @param {Trial} other */
function alike(one, other) {
  return Math.abs((one.end?.afterMs ?? 0) - (other.end?.afterMs ?? 0)) < ALIKE_MS;
}

/** @param {"age"|"silence"} name @param {Trial} trial @returns {Cause} */
function cut(name, { transport, end }) {
  return { name, transports: [transport], seconds: toSeconds(end?.afterMs ?? 0) };
}

/** @param {Measurements} measured @returns {Cause[]} what no proxy is to blame for */
function ofFigures({ clock }) {
  if (!clock) return [];
  const off = Math.abs(clock.differenceMs) - clock.errorMs;
  const slow = (median(clock.roundTripMs) ?? 0) > SLOW_MS;
  return [
    ...(slow ? [/** @type {Cause} */ ({ name: "slow", transports: [] })] : []),
    ...(off > WRONG_CLOCK_MS
      ? [/** @type {Cause} */ ({ name: "clock", transports: [], seconds: toSeconds(off) })]
      : []),
  ];
}

/** The same cause of several transports is one. @param {Cause[]} causes @returns {Cause[]} */
function merge(causes) {
  /** @type {Map<string, Cause>} */
  const merged = new Map();
  for (const cause of causes) {
    const key = `${cause.name} ${cause.status ?? ""}`;
    const before = merged.get(key);
    if (!before) merged.set(key, { ...cause });
    else before.transports = [...new Set([...before.transports, ...cause.transports])];
  }
  return [...merged.values()];
}

/** @param {number} ms */
function toSeconds(ms) {
  return Math.max(1, Math.round(ms / 1_000));
}
