// Runs in the browser while no page is open: shows what Web Push brings, and opens the message on a click.
// Served from /service-worker.js, because a worker rules only what lies below its own address.

/** @typedef {{title: string, body: string, url: string, tag: string}} Push see notifications/inbox/push.py */

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
async function tell({ title, body, url, tag }) {
  // Somebody looks at the site just now: the page itself says it, in its corner.
  if ((await windows()).some((/** @type {any} */ { focused }) => focused)) return;
  await worker.registration.showNotification(title, {
    body,
    tag,
    data: { url },
    icon: "/static/icon.png",
    badge: "/static/badge.png",
  });
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
