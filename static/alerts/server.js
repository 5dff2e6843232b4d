// What the bell asks of the server. Plain requests that outlive the page: a click on an alert leaves it.

/** @typedef {import("./types.js").Page} Page */
/** @typedef {import("./types.js").Preferences} Preferences */

// What was wished a moment ago in another tab holds here too.
const PREFERENCES_KEPT_MS = 20_000;

/** @type {{promise: Promise<Preferences>, at: number} | null} */
let kept = null;

/**
 * @param {number | null} before the position of the last alert that is known
 * @returns {Promise<Page>}
 */
export function alerts(before) {
  return ask("GET", before === null ? "notifications" : `notifications?before=${before}`);
}

/** @param {{position: number} | {notification: number}} which */
export function read(which) {
  return ask("PUT", "notifications/read", which);
}

/** @param {number} notification */
export function unread(notification) {
  return ask("PUT", "notifications/unread", { notification });
}

/**
 * @param {"bell" | "push" | "mail"} channel
 * @returns {Promise<{sent_to: number}>}
 */
export function test(channel) {
  return ask("POST", "notifications/test", { channel });
}

/** @returns {Promise<Preferences>} */
export function preferences() {
  if (!kept || Date.now() - kept.at > PREFERENCES_KEPT_MS) {
    kept = { promise: ask("GET", "preferences"), at: Date.now() };
    kept.promise.catch(() => (kept = null));
  }
  return kept.promise;
}

/** @param {object} changes */
export function prefer(changes) {
  kept = null;
  return ask("PATCH", "preferences", changes);
}

/** @param {{endpoint: string, p256dh: string, auth: string, label: string}} subscription */
export function subscribe(subscription) {
  return ask("PUT", "push/subscription", subscription);
}

/** @param {string} endpoint */
export function unsubscribe(endpoint) {
  return ask("DELETE", "push/subscription", { endpoint });
}

/**
 * @param {string} method
 * @param {string} path below the API's address
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function ask(method, path, body) {
  const token = /** @type {HTMLInputElement} */ (document.querySelector("[name=csrfmiddlewaretoken]")).value;
  const answer = await fetch(`/api/v1/${path}`, {
    method,
    keepalive: method !== "GET",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.json();
}
