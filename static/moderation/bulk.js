// What is done with many messages at once. Each stands for itself: what is refused stops nothing else.

import { pause, systemClock } from "../notifications/clock.js";
import { CommandError } from "../notifications/connection.js";

/** @typedef {import("./types.js").Group} Group */
/** @typedef {"settle" | "taken" | "new"} Deed */
/** @typedef {(name: string, args: Record<string, any>) => Promise<unknown>} Command */

/** What the page calls them, and what they decide (chat/forms/moderation.py). @type {Record<string, string>} */
const DECISIONS = { dismiss: "dismissed", warn: "warned", remove: "removed" };
const TRIES = 5;

/**
 * The commands for one group.
 * @param {Group} group
 * @param {Deed} deed
 * @param {{act: string, note: string}} answer what the form says
 * @returns {[name: string, args: Record<string, any>][]}
 */
export function commands({ message, reports }, deed, { act, note }) {
  if (deed === "settle")
    return [["message.settle", { message, decision: DECISIONS[act], note, remove: act === "remove" }]];
  const open = reports.filter(({ state }) => state === "new" || state === "taken");
  return open.map(({ id }) => ["report.update", { report: id, state: deed }]);
}

/**
 * Does it with each group, one after the other.
 * @param {Group[]} groups
 * @param {Deed} deed
 * @param {{act: string, note: string}} answer
 * @param {Command} command
 * @returns {Promise<{done: number[], refusals: string[]}>} the messages it was done with; each refusal once
 */
export async function each(groups, deed, answer, command) {
  const done = [];
  const refusals = new Set();
  for (const group of groups) {
    const why = await all(commands(group, deed, answer), command);
    if (why === null) done.push(group.message);
    else refusals.add(why);
  }
  return { done, refusals: [...refusals] };
}

/**
 * @param {[string, Record<string, any>][]} asked
 * @param {Command} command
 * @returns {Promise<string | null>} why not; null when it was done
 */
async function all(asked, command) {
  for (const [name, args] of asked) {
    const why = await patiently(() => command(name, args));
    if (why !== null) return why;
  }
  return null;
}

/**
 * Waits where the server says that we are too fast.
 * @param {() => Promise<unknown>} ask
 * @returns {Promise<string | null>}
 */
async function patiently(ask) {
  for (let round = 1; ; round += 1) {
    try {
      await ask();
      return null;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (error.status !== 429 || round === TRIES) return error.detail;
      await pause(systemClock, (error.retryAfter ?? 1) * 1_000);
    }
  }
}
