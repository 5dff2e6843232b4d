// What somebody has decided for this device alone: sounds, notifications of the operating system, Web Push.

import * as desktop from "./desktop.js";
import * as server from "./server.js";

const SOUND = "alerts.sound";
const DECLINED = "alerts.declined";

/** Are sounds wished here? */
export function hasSound() {
  return localStorage.getItem(SOUND) === "on";
}

/** @param {boolean} on */
export function setSound(on) {
  if (on) localStorage.setItem(SOUND, "on");
  else localStorage.removeItem(SOUND);
}

/** Did they say "not now" when asked about notifications? */
export function declined() {
  return localStorage.getItem(DECLINED) !== null;
}

export function decline() {
  localStorage.setItem(DECLINED, "yes");
}

/** The subscription of this browser with its push service. @returns {Promise<PushSubscription | null>} */
export async function subscription() {
  if (!desktop.possible()) return null;
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

/**
 * Asks the person; after a yes also has alerts pushed here while no page is open, where the browser can.
 * @returns {Promise<boolean>} did they say yes?
 */
export async function turnOn() {
  if (!(await desktop.ask())) return false;
  await push(await desktop.worker());
  return true;
}

/** Nothing is pushed here any more. */
export async function turnOff() {
  const subscribed = await subscription();
  if (!subscribed) return;
  await server.unsubscribe(subscribed.endpoint);
  await subscribed.unsubscribe();
}

/** @param {ServiceWorkerRegistration} registration */
async function push(registration) {
  const { push_key: key } = await server.preferences();
  if (!key || !registration.pushManager) return;
  await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  // Browsers without a push service say no here; notifications of open pages work all the same.
  const subscribed = await registration.pushManager.subscribe(options).catch(() => null);
  if (!subscribed) return;
  const { endpoint, keys } = subscribed.toJSON();
  const { p256dh, auth } = /** @type {Record<string, string>} */ (keys);
  await server.subscribe({ endpoint: String(endpoint), p256dh, auth, label: label() });
}

/** What this device is called in a list: "Chrome, Linux". */
function label() {
  const { userAgentData, platform } = /** @type {any} */ (navigator);
  const brand = userAgentData?.brands?.find((/** @type {any} */ { brand }) => !/not.?a.?brand|chromium/i.test(brand));
  return [brand?.brand ?? (/Firefox/.test(navigator.userAgent) ? "Firefox" : ""), userAgentData?.platform ?? platform]
    .filter(Boolean)
    .join(", ");
}
