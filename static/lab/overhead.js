/**
 * What goes over the wire beside the news: headers and frames. A browser shows the
 * headers of answers, and hides those of its requests, so these are estimated. Pure.
 */

/** Host, Connection, Accept-Encoding, Sec-Fetch-*, sec-ch-ua-*, as Chromium and Firefox send them. */
const ALWAYS = 360;
/** The session's cookie and the ticket, which scripts cannot see. */
const HIDDEN_COOKIES = 330;
/** `Upgrade`, `Connection`, `Sec-WebSocket-*` of the handshake, there and back. */
const HANDSHAKE = 320;
/** `<script nonce="…">parent.postMessage(…,"https://…")</script>` around each frame. */
const SCRIPT = 95;
const SHORT = 126;
const LONG = 65_536;
const MASK = 4;

/**
 * @param {string} url
 * @param {{userAgent: string, languages: string, referrer: string, cookies: string, signedIn: boolean}} browser
 * @returns {number} bytes of the request's head
 */
export function requestHead(url, { userAgent, languages, referrer, cookies, signedIn }) {
  const { pathname, search } = new URL(url);
  const line = `GET ${pathname}${search} HTTP/1.1\r\n`.length;
  const told = [userAgent, languages, referrer, cookies].reduce((sum, text) => sum + text.length, 0);
  return line + ALWAYS + told + (signedIn ? HIDDEN_COOKIES : 0);
}

/** @param {{status: number, headers: Iterable<[string, string]>}} answer @returns {number} bytes of its head */
export function answerHead({ headers }) {
  return [...headers].reduce(
    (sum, [name, value]) => sum + name.length + value.length + 4,
    "HTTP/1.1 200 OK\r\n\r\n".length,
  );
}

/** Of a frame's payload (RFC 6455, section 5.2). @param {number} bytes @param {boolean} masked as clients must */
export function frameHead(bytes, masked) {
  const length = bytes < SHORT ? 2 : bytes < LONG ? 4 : 10;
  return length + (masked ? MASK : 0);
}

export const OVERHEAD = { handshake: HANDSHAKE, script: SCRIPT };
