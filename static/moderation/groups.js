// How the reports of one message stand together; chat/views/moderation/groups.py does the same.

/** @typedef {import("./types.js").Report} Report */

/** The state of a group is the most urgent of its reports. */
const URGENCY = ["new", "taken", "appealed", "decided"];

/**
 * The report whose state is the group's.
 * @param {Report[]} reports at least one
 * @returns {Report}
 */
export function leading(reports) {
  return reports.reduce((first, other) =>
    URGENCY.indexOf(other.state) < URGENCY.indexOf(first.state) ? other : first,
  );
}

/**
 * What is said of its state: the key of a sentence, and what is filled in.
 * @param {Report} report
 * @returns {{key: string, name: string, decision: string}}
 */
export function stateFacts({ state, decided_by, taken_by, decision }) {
  return { key: `state_${state}`, name: (decided_by ?? taken_by)?.name ?? "", decision };
}
