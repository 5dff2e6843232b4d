/**
 * Full duplex: events down, commands up. A Transport (types.js).
 */

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Reason} Reason */
/** @typedef {import("../types.js").Request} Request */

/** Close codes of docs/protocol.md; anything else is a cut. @type {Record<number, Reason>} */
const CLOSED = {
  1000: { kind: "over", code: 204, why: "over" },
  1012: { kind: "later", retryMs: 1_000, why: "restart" },
  1013: { kind: "later", retryMs: 5_000, why: "busy" },
  4400: { kind: "refused", code: 400, why: "malformed" },
  4401: { kind: "refused", code: 401, why: "unauthenticated" },
  4403: { kind: "refused", code: 403, why: "forbidden" },
  4408: { kind: "lost", why: "slow" },
  4429: { kind: "later", code: 429, retryMs: 15_000, why: "429" },
};

export class WebSocketTransport {
  onframe = (/** @type {Frame} */ _) => {};
  onalive = () => {};
  onclose = (/** @type {Reason} */ _) => {};

  #http;
  #Socket;
  /** @type {WebSocket|undefined} */
  #socket;
  /** @type {Request|undefined} */
  #request;
  /** @type {Reason|null} what `bye` announced */
  #bye = null;
  #welcomed = false;
  /** @type {string[]|null} what the server refused before it let us in */
  #denied = null;
  /** @type {Map<string, string[]>} what was asked for on the open socket, by the id of the frame */
  #following = new Map();

  /**
   * @param {import("../http.js").Http} http
   * @param {typeof WebSocket} [Socket]
   */
  constructor(http, Socket = globalThis.WebSocket) {
    this.#http = http;
    this.#Socket = Socket;
  }

  /** @param {Request} request */
  open(request) {
    this.#request = request;
    const url = this.#http.streamUrl("ws", request).replace(/^http/, "ws");
    // A browser can send no header with a handshake, and a query would be logged.
    const protocols = this.#http.token ? ["chatsite.v1", `bearer.${this.#http.token}`] : [];
    const socket = new this.#Socket(url, protocols);
    socket.onmessage = ({ data }) => this.#message(data);
    socket.onclose = ({ code }) => this.#closed(code);
    this.#socket = socket;
  }

  close() {
    if (!this.#socket) return;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close(1000);
  }

  /** @param {object} frame bytes go as they are, everything else as JSON */
  send(frame) {
    this.#socket?.send(frame instanceof Uint8Array ? frame : JSON.stringify(frame));
  }

  /** Bytes that the network has not taken yet. */
  buffered() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  probe() {
    this.send({ type: "ping" });
  }

  /**
   * Follows and unfollows on the open socket; what is watched can only change with a new one.
   *
   * @param {Request} request
   */
  update(request) {
    const before = this.#request ?? request;
    if (request.watch.join() !== before.watch.join()) return false;
    const added = request.follow.filter((name) => !before.follow.includes(name));
    const gone = before.follow.filter((name) => !request.follow.includes(name));
    if (added.length > 0) this.#follow(added, request.after());
    if (gone.length > 0) this.send({ type: "unfollow", streams: gone });
    this.#request = request;
    return true;
  }

  /** @param {string[]} streams @param {string} after */
  #follow(streams, after) {
    const id = `follow-${streams.join()}`;
    this.#following.set(id, streams);
    this.send({ type: "follow", id, streams, after });
  }

  /** @param {unknown} data */
  #message(data) {
    this.onalive();
    const frame = parse(String(data));
    if (frame === null) this.#end({ kind: "blocked", why: "foreign" });
    else if (frame.type === "bye") this.#bye = { kind: "later", retryMs: frame.retry_ms, why: frame.why };
    else if (frame.type === "unfollowed" && !this.#welcomed) this.#denied = frame.streams;
    else if (this.#following.has(frame.id)) this.#notFollowed(frame);
    else if (frame.type !== "beat" && frame.type !== "pong") this.#frame(frame);
  }

  /** @param {Frame} frame */
  #frame(frame) {
    this.#welcomed = true;
    this.onframe(frame);
  }

  /** @param {{id: string, status: number, streams?: string[]}} error */
  #notFollowed({ id, status, streams = this.#following.get(id) ?? [] }) {
    this.#following.delete(id);
    if (status === 403) this.#frame({ type: "unfollowed", streams, reason: "forbidden" });
    else this.#end({ kind: "lost", why: "busy" });
  }

  /** @param {number} code */
  #closed(code) {
    const reason = this.#bye ?? CLOSED[code] ?? { kind: "lost", why: "network" };
    this.onclose(this.#denied ? { ...reason, streams: this.#denied } : reason);
  }

  /** @param {Reason} reason */
  #end(reason) {
    this.close();
    this.onclose(reason);
  }
}

/** @param {string} text @returns {any} null when somebody else than our server spoke */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
