// How loudly an alert speaks: pure, so that every case can be looked at (tests/js/alerts/attention.test.js).

/** @typedef {import("./types.js").Alert} Alert */

/**
 * @typedef {object} Scene
 * @property {boolean} looking does the person look at this tab?
 * @property {string | null} room the stream of the room that is open here
 * @property {boolean} quiet do they want to be left alone now?
 * @property {boolean} device is this kind one that comes to the device?
 * @property {boolean} sound are sounds wished on this device?
 */

/**
 * The badge counts in any case. Beyond it, what is not addressed to the person comes without a sound, and
 * what happens in the room before their eyes needs no words.
 * @param {Alert} alert
 * @param {Scene} scene
 * @returns {{toast: boolean, desktop: boolean, sound: boolean}}
 */
export function attention(alert, { looking, room, quiet, device, sound }) {
  const inView = looking && room !== null && alert.place === room;
  if (quiet || inView) return { toast: false, desktop: false, sound: false };
  return { toast: looking, desktop: !looking && device, sound: sound && alert.addressed };
}
