// What the panel asks of the server.

/** @typedef {import("./types.js").Group} Group */
/** @typedef {import("./types.js").Report} Report */
/** @typedef {import("./types.js").Wanted} Wanted */

// As many as the header counts, and one (waiting.js).
const NEW_ENOUGH = 100;

/** @returns {Promise<{reports: Report[], position: number}>} */
export function newReports() {
  return get(`reports?state=new&limit=${NEW_ENOUGH}`);
}

/**
 * The queue as it is now.
 * @param {Wanted} wanted
 * @returns {Promise<{groups: Group[], position: number}>}
 */
export function groups(wanted) {
  const named = Object.entries(wanted).filter(([, value]) => value !== null);
  const query = new URLSearchParams(named.map(([name, value]) => [name, String(value)]));
  return get(`reports?group=message&${query}`);
}

/**
 * All reports of one message, and what it said.
 * @param {number} id of one of them
 * @returns {Promise<{said: string | null, reports: Report[]}>}
 */
export async function target(id) {
  const { report, others, evidence } = await get(`reports/${id}`);
  const said = evidence.find((/** @type {{message: number}} */ line) => line.message === report.message);
  return { said: said?.body ?? null, reports: [report, ...others].sort((a, b) => a.id - b.id) };
}

/**
 * @param {string} path below the API's address
 * @returns {Promise<any>}
 */
async function get(path) {
  const answer = await fetch(`/api/v1/${path}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}
