// Tells the server once in which language its sentences shall be, and by which clock quiet hours go.

import * as server from "./server.js";

const INTRODUCED = "alerts.introduced";

/**
 * @param {number} me
 * @param {string} language
 */
export async function introduce(me, language) {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = `${me} ${language} ${timeZone}`;
  if (localStorage.getItem(INTRODUCED) === known) return;
  localStorage.setItem(INTRODUCED, known);
  const preferences = await server.preferences();
  // A zone that was chosen by hand stays, wherever one travels.
  const zone = preferences.time_zone ? {} : { time_zone: timeZone };
  if (preferences.language !== language || zone.time_zone) await server.prefer({ language, ...zone });
}
