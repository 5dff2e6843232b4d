/** `<echo-bench>`: sends text and bytes, and shows what came back, as what, and how the socket stands. */
import { part } from "../chat/dom.js";
import { EchoLine, STATES } from "./echo.js";
import { Words } from "./words.js";

const ADDRESS = "/stream/echo";
const FEW_BYTES = 16;
/** Enough for `bufferedAmount` to be seen, and within the limits of the echo. */
const BURST = { times: 10, bytes: 60_000 };
const KEPT = 8;
const WATCH_MS = 50;

class EchoBench extends HTMLElement {
  #line = new EchoLine(new URL(ADDRESS, location.href).href);
  #words = new Words(
    JSON.parse(document.getElementById("lab")?.textContent ?? "{}").sentences,
    document.documentElement.lang,
  );
  /** @type {any} */
  #timer;
  #mostBuffered = 0;

  connectedCallback() {
    this.#line.onchange = () => this.#show();
    this.#line.onecho = (echo) => this.#heard(echo);
    part(this, "form").onsubmit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      this.#send(part(this, "text").value);
    };
    part(this, "bytes").onclick = () => this.#send(bytes(FEW_BYTES));
    part(this, "burst").onclick = () => this.#burst();
    part(this, "reopen").onclick = () => this.#open();
    part(this, "type").onchange = () => {
      this.#line.binaryType = part(this, "type").value;
    };
    this.#timer = setInterval(() => this.#show(), WATCH_MS);
    this.#open();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#line.close();
  }

  #open() {
    this.#line.open(part(this, "type").value);
  }

  /** @param {string|Uint8Array<ArrayBuffer>} content */
  #send(content) {
    this.#mostBuffered = 0;
    this.#line.send(content).catch(() => this.#log(this.#words.say("echo_failed")));
    this.#show();
  }

  #burst() {
    const content = bytes(BURST.bytes);
    for (let time = 0; time < BURST.times; time += 1) this.#line.send(content).catch(() => {});
    this.#mostBuffered = 0;
    this.#show();
  }

  /** @param {import("./echo.js").Echo} echo */
  #heard({ content, ms }) {
    const text = typeof content === "string";
    const size = text ? content.length : content instanceof Blob ? content.size : content.byteLength;
    const what = text ? `“${content.slice(0, 80)}”` : "";
    const told = {
      type: text ? "string" : content.constructor.name,
      size: this.#words.number(size),
      time: this.#words.ms(ms),
    };
    this.#log(`${this.#words.say("echoed", told)} ${what}`);
  }

  #show() {
    const { readyState, bufferedAmount, byRequest } = this.#line;
    this.#mostBuffered = Math.max(this.#mostBuffered, bufferedAmount);
    this.dataset.state = byRequest ? "by-request" : STATES[readyState];
    part(this, "ready-state").textContent = `${readyState} (${STATES[readyState].toUpperCase()})`;
    part(this, "buffered").textContent = this.#words.number(bufferedAmount);
    part(this, "most-buffered").textContent = this.#words.number(this.#mostBuffered);
    part(this, "by-request").hidden = !byRequest;
  }

  /** @param {string} line */
  #log(line) {
    const item = document.createElement("li");
    item.textContent = line;
    const list = part(this, "log");
    list.prepend(item);
    while (list.children.length > KEPT) list.lastElementChild.remove();
  }
}

/** @param {number} count */
function bytes(count) {
  return Uint8Array.from({ length: count }, (_, index) => index % 256);
}

customElements.define("echo-bench", EchoBench);
