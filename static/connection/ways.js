/**
 * What was measured, as rows for a table, as a text to copy, and as a report to send. Pure.
 *
 * @typedef {import("../notifications/doctor/checkup.js").Measurements} Measurements
 * @typedef {import("../notifications/doctor/diagnosis.js").Diagnosis} Diagnosis
 * @typedef {{median: number, worst: number}} Spread in milliseconds
 * @typedef {{
 *   transport: string, state: "works"|"hampered"|"fails",
 *   firstMs: number|null, roundTrip: Spread|null, late: Spread|null,
 * }} Way
 */
import { median, worst } from "../notifications/doctor/figures.js";

/** @param {Measurements} measured @param {Diagnosis} diagnosis @returns {Way[]} */
export function ways({ trials, clock }, { causes }) {
  return trials.map(({ transport, firstMs, lateMs, roundTripMs }) => {
    const hampered = causes.some(({ transports }) => transports.includes(transport));
    // Where news comes one way only, a plain request is what goes up.
    const trips = transport === "websocket" ? roundTripMs : (clock?.roundTripMs ?? []);
    return {
      transport,
      state: firstMs === null ? "fails" : hampered ? "hampered" : "works",
      firstMs,
      roundTrip: firstMs === null ? null : spread(trips),
      late: spread(lateMs),
    };
  });
}

/**
 * The body of `POST connection-reports`.
 *
 * @param {Way[]} rows
 * @param {Diagnosis} diagnosis
 * @param {string} note
 */
export function report(rows, { best, causes }, note) {
  return {
    best,
    causes,
    trials: rows.map(({ transport, state, firstMs, roundTrip, late }) => ({
      transport,
      works: state !== "fails",
      first_ms: firstMs,
      round_trip_ms: roundTrip?.median ?? null,
      round_trip_worst_ms: roundTrip?.worst ?? null,
      late_ms: late?.median ?? null,
      late_worst_ms: late?.worst ?? null,
    })),
    note,
  };
}

/** @param {number[]} values @returns {Spread|null} */
function spread(values) {
  const middle = median(values);
  const most = worst(values);
  return middle === null || most === null ? null : { median: tenths(middle), worst: tenths(most) };
}

/** @param {number} ms */
function tenths(ms) {
  return Math.round(ms * 10) / 10;
}
