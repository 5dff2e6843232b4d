// Runs in the browser while no page is open: shows what Web Push brings, and opens the message on a click.
// Served from /service-worker.js, because a worker rules only what lies below its own address.

/**
 * See notifications/inbox/pushing.py.
 * @typedef {{type: "notification", notification: import("./types.js").Alert} | {type: "test", text: string}} Push
 */

const NAME = "Chatsite";
const ICON = "/static/icon-192.png";

const worker = /** @type {any} */ (globalThis);

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("push", (/** @type {any} */ event) => {
  if (event.data) event.waitUntil(tell(event.data.json()));
});

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
  event.notification.close();
  event.waitUntil(visit(event.notification.data.url));
});

/** @param {Push} push */
async function tell(push) {
  if (push.type === "test") return show({ title: NAME, body: push.text, tag: "test", url: "/notifications/" });
  // Somebody looks at the site just now: the page itself says it, in its corner.
  if ((await windows()).some((/** @type {any} */ { focused }) => focused)) return;
  const { id, text, excerpt, url } = push.notification;
  await show({ title: text, body: excerpt ?? "", tag: `alert-${id}`, url });
}

/** @param {{title: string, body: string, tag: string, url: string}} what one with the same `tag` is replaced */
function show({ title, body, tag, url }) {
  return worker.registration.showNotification(title, { body, tag, icon: ICON, data: { url } });
}

/**
 * Shows an address in the window that is open, or in a new one.
 * @param {string} url
 */
async function visit(url) {
  const { href, origin } = new URL(url, worker.location.origin);
  // A push service carries what our server signed; still nothing leads anybody off the site.
  if (origin !== worker.location.origin) return;
  const [open] = await windows();
  if (!open) return worker.clients.openWindow(href);
  await open.focus();
  return open.navigate(href);
}

/** The site's open windows, the one looked at last first. */
function windows() {
  return worker.clients.matchAll({ type: "window", includeUncontrolled: true });
}
