/** Requests that a test answers. */
import { Http } from "../../../../static/notifications/http.js";

export const BASE = "http://site.test/stream/";

/** @param {any} body @param {ResponseInit} [init] */
export const json = (body, init) => new Response(JSON.stringify(body), init);

/**
 * @param {(request: {url: URL, method: string, headers: Headers, body: any}) => Response|Promise<Response>} answer
 *   an Error thrown in it is a failed network
 */
export function network(answer) {
  const requests = [];
  const call = async (url, { method = "GET", headers, body, signal } = {}) => {
    const request = { url: new URL(url), method, headers, body: body && JSON.parse(body) };
    requests.push(request);
    const aborted = new Promise((_, failed) => signal?.addEventListener("abort", () => failed(signal.reason)));
    return Promise.race([answer(request), aborted]);
  };
  return { http: new Http({ base: BASE, page: "http://site.test/", call }), requests };
}
