// Notifications of the operating system: only after an explicit yes, only while nobody looks at the site.
// All tabs of a browser hear of an alert; Web Locks let one of them speak.

// How long the others must keep quiet about it: hidden tabs may hear of it late.
const SPOKEN_FOR_MS = 15_000;
const LOOKING = "alerts: somebody looks";

/** Can this browser do it at all? */
export function possible() {
  return "Notification" in globalThis && "serviceWorker" in navigator;
}

/** @returns {"granted" | "denied" | "default"} */
export function permission() {
  return possible() ? Notification.permission : "denied";
}

/** Asks the person; to be called on their click. @returns {Promise<boolean>} did they say yes? */
export async function ask() {
  return (await Notification.requestPermission()) === "granted";
}

/** The service worker that shows them and that a click on them wakes up. */
export function worker() {
  return navigator.serviceWorker.register("/service-worker.js");
}

/** Holds a lock as long as this tab is looked at, so that the others know. */
export function tellWhileLooking() {
  if (!navigator.locks) return;
  let leave = () => {};
  const look = () => {
    leave();
    if (!looking()) return;
    const left = new Promise((resolve) => (leave = () => resolve(null)));
    navigator.locks.request(LOOKING, { mode: "shared" }, () => left);
  };
  for (const name of ["focus", "blur", "pagehide", "pageshow"]) addEventListener(name, look);
  document.addEventListener("visibilitychange", look);
  look();
}

/** Does somebody look at this tab? */
export function looking() {
  return document.visibilityState === "visible" && document.hasFocus();
}

/**
 * Shows one, unless a tab is looked at or another tab has shown it.
 * @param {{title: string, body: string, url: string, tag: string}} notification one with the same `tag` is replaced
 * @param {string} once names what happened, the same in every tab
 */
export async function notify({ title, body, url, tag }, once) {
  if (permission() !== "granted" || !navigator.locks) return;
  const { held } = await navigator.locks.query();
  if (held?.some(({ name }) => name === LOOKING)) return;
  await navigator.locks.request(`alerts: ${once}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const registration = await worker();
    await registration.showNotification(title, { body, tag, data: { url } });
    await new Promise((resolve) => setTimeout(resolve, SPOKEN_FOR_MS));
  });
}
