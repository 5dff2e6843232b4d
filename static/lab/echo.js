/**
 * A line that says everything back: a WebSocket or, where none opens, one request after
 * the other.
 *
 * @typedef {{content: string|Blob|ArrayBuffer, ms: number|null}} Echo `ms` since it was sent, if that is known
 */

/** A WebSocket that is not open by then is blocked, for all that a person wants to wait. */
const PATIENCE_MS = 2_500;
/** The names of `readyState`, in order. */
export const STATES = ["connecting", "open", "closing", "closed"];

export class EchoLine {
  onecho = (/** @type {Echo} */ _) => {};
  onchange = () => {};
  /** Whether plain requests are what is left. */
  byRequest = false;

  #address;
  /** @type {WebSocket|null} */
  #socket = null;
  #opened = false;
  /** When those were sent that are under way: echoes come back in order. @type {number[]} */
  #sent = [];
  /** @type {any} */
  #patience;

  /** @param {string} address of the echo, absolute */
  constructor(address) {
    this.#address = address;
  }

  get readyState() {
    return this.#socket?.readyState ?? WebSocket.CLOSED;
  }

  /** Bytes that were handed to the socket and are not on their way yet. */
  get bufferedAmount() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** @param {BinaryType} type how bytes are handed out */
  set binaryType(type) {
    if (this.#socket) this.#socket.binaryType = type;
  }

  /** @param {BinaryType} binaryType */
  open(binaryType) {
    this.close();
    const socket = new WebSocket(this.#address.replace(/^http/, "ws"));
    socket.binaryType = binaryType;
    socket.onopen = () => {
      this.#opened = true;
      this.onchange();
    };
    socket.onmessage = ({ data }) => this.#came(data);
    socket.onclose = () => {
      this.byRequest = !this.#opened;
      this.onchange();
    };
    this.byRequest = false;
    this.#opened = false;
    this.#sent = [];
    this.#socket = socket;
    this.#patience = setTimeout(() => this.#opened || socket.close(), PATIENCE_MS);
    this.onchange();
  }

  close() {
    clearTimeout(this.#patience);
    this.#socket?.close();
  }

  /** @param {string|Uint8Array<ArrayBuffer>} content */
  async send(content) {
    const at = performance.now();
    if (this.readyState === WebSocket.OPEN) {
      this.#sent.push(at);
      this.#socket?.send(content);
    } else {
      const response = await fetch(this.#address, { method: "POST", body: content });
      const echoed = typeof content === "string" ? await response.text() : await response.arrayBuffer();
      this.onecho({ content: echoed, ms: performance.now() - at });
    }
  }

  /** @param {string|Blob|ArrayBuffer} content */
  #came(content) {
    const at = this.#sent.shift();
    this.onecho({ content, ms: at === undefined ? null : performance.now() - at });
  }
}
