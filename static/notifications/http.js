/**
 * Plain requests to the site: addresses, who we are, and what a refusal means.
 */

/** @typedef {import("./types.js").Reason} Reason */

const HEALTH_MS = 5_000;
/** What the server may say in its own name, as JSON; the same numbers from a proxy mean nothing. */
const FINAL = [400, 401, 403];

export class Http {
  /** Where the streams are, absolute. */
  base;
  /** A Bearer token, or "" when cookies say who we are. */
  token;

  #page;
  #call;

  /**
   * @param {{base: string, token?: string, page?: string, call?: typeof fetch}} setting
   *   `base` may be relative to `page`, which is this page's address
   */
  constructor({ base, token = "", page = globalThis.location?.href, call = globalThis.fetch }) {
    this.base = new URL(base, page).href;
    this.token = token;
    this.#page = page;
    this.#call = call;
  }

  /** Whether requests stay on this page's origin. */
  get ownOrigin() {
    return this.#page !== undefined && new URL(this.base).origin === new URL(this.#page).origin;
  }

  /**
   * @param {string} path below the base
   * @param {import("./types.js").Request} request
   * @param {Record<string, string>} [extra]
   */
  streamUrl(path, { follow, watch, after }, extra = {}) {
    const url = new URL(path, this.base);
    const query = { follow: follow.join(","), watch: watch.join(","), after: after(), ...extra };
    for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
    return url.href;
  }

  /**
   * @param {string} url absolute, or relative to the base
   * @param {RequestInit} [init]
   * @returns {Promise<Response>}
   */
  request(url, init = {}) {
    const headers = new Headers(init.headers);
    if (this.token) headers.set("Authorization", `Bearer ${this.token}`);
    const credentials = this.token ? "omit" : this.ownOrigin ? "same-origin" : "include";
    // Called as a function of its own: the browser's refuses any other `this`.
    const call = this.#call;
    return call(new URL(url, this.base).href, { cache: "no-store", credentials, ...init, headers });
  }

  /**
   * Gets a fresh ticket for these streams, where a cookie says who we are.
   *
   * @param {import("./types.js").Request} request
   */
  async renew({ follow, watch }) {
    if (this.token) return;
    const url = this.streamUrl("ticket", { follow, watch, after: () => "" });
    await this.request(url, { signal: AbortSignal.timeout(HEALTH_MS) }).catch(() => null);
  }

  /** Whether anything at all answers there. @param {string} path */
  async reachable(path) {
    try {
      // no-cors: on another origin an opaque answer is an answer too.
      await this.request(path, { mode: "no-cors", credentials: "omit", signal: AbortSignal.timeout(HEALTH_MS) });
      return true;
    } catch {
      return false;
    }
  }
}

/**
 * What it means that a stream was not answered with 200.
 *
 * @param {Response} response
 * @returns {Promise<Reason>}
 */
export async function refusal(response) {
  const { status } = response;
  if (status === 204) return { kind: "over", code: 204, why: "over" };
  const body = await response.json().catch(() => null);
  const ours = body?.status === status && typeof body?.code === "string";
  const retryMs = retryAfterMs(response);
  if (ours && FINAL.includes(status)) return { kind: "refused", code: status, why: body.code, streams: body.streams };
  if (status === 429 || (status === 503 && retryMs !== null))
    return { kind: "later", code: status, retryMs: retryMs ?? 1_000, why: String(status) };
  return { kind: status >= 500 ? "lost" : "blocked", code: status, why: String(status) };
}

/** @param {Response} response @returns {number|null} of `Retry-After` in seconds; a date is not used here */
export function retryAfterMs(response) {
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return Number.isNaN(seconds) ? null : seconds * 1_000;
}
