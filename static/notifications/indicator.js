/**
 * `<connection-state>`: says how the page is connected, and what came after a recovery.
 *
 *     document.querySelector("connection-state").connection = connection;
 *
 * Its words are attributes `text-<name>` (indicator/texts.js), so that the page's template
 * translates them; `help` is the address of a page that helps. It has no style of its own: `data-state` on the element names the
 * state, and the parts have the classes `connection-label`, `connection-facts`,
 * `connection-try` and `connection-news`.
 */
import { facts } from "./indicator/facts.js";
import { Summary } from "./indicator/summary.js";
import { fill, TEXTS } from "./indicator/texts.js";

/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("./connection.js").State} State */

/** A blink of the network is not worth a word. */
const BLINK_MS = 1_500;
/** What comes so soon after a recovery was waiting for it. */
const BACKLOG_MS = 1_000;
const NEWS_MS = 8_000;

export class ConnectionState extends HTMLElement {
  /** @type {Connection|null} */
  #connection = null;
  /** @type {Summary|null} while we are away, and a moment after */
  #missed = null;
  #listening = new AbortController();
  /** @type {any} */
  #showTimer = null;
  /** @type {any} */
  #newsTimer;
  /** @type {any} */
  #clock;
  #details = document.createElement("details");
  #label = element("span", "connection-label");
  #facts = element("ul", "connection-facts");
  #tryNow = element("button", "connection-try");
  #news = element("p", "connection-news");

  connectedCallback() {
    const summary = document.createElement("summary");
    summary.append(this.#label);
    this.#tryNow.setAttribute("type", "button");
    this.#tryNow.textContent = this.#text("try-now");
    this.#tryNow.onclick = () => this.#connection?.tryNow();
    this.#details.ontoggle = () => this.#show();
    this.#details.replaceChildren(summary, this.#facts, this.#tryNow, ...this.#help());
    this.#news.setAttribute("role", "status");
    this.replaceChildren(this.#details, this.#news);
    this.#show();
  }

  disconnectedCallback() {
    this.#listening.abort();
    for (const timer of [this.#showTimer, this.#newsTimer, this.#clock]) clearTimeout(timer);
  }

  /** @param {Connection} connection */
  set connection(connection) {
    this.#listening.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#connection = connection;
    connection.addEventListener("state", () => this.#changed(), { signal });
    connection.addEventListener("events", (event) => this.#missed?.add(/** @type {CustomEvent} */ (event).detail), {
      signal,
    });
    this.#show();
  }

  #changed() {
    const state = this.#connection?.state?.state;
    const away = this.dataset.state === "live" && state !== "live";
    if (away) this.#missed ??= new Summary();
    if (state === "live" && this.#missed) this.#recovered(this.#missed);
    if (away) this.#showTimer ??= setTimeout(() => this.#show(), BLINK_MS);
    else this.#show();
  }

  /** @param {Summary} missed */
  #recovered(missed) {
    setTimeout(() => {
      if (this.#missed !== missed || this.#connection?.state?.state !== "live") return;
      this.#missed = null;
      const parts = missed.parts.map(([kind, count]) => fill(this.#text(kind), { count }));
      if (parts.length > 0) this.#say(fill(this.#text("caught-up"), { parts: this.#list(parts) }));
    }, BACKLOG_MS);
  }

  /** @param {string} news */
  #say(news) {
    this.#news.textContent = news;
    clearTimeout(this.#newsTimer);
    this.#newsTimer = setTimeout(() => this.#news.replaceChildren(), NEWS_MS);
  }

  #show() {
    clearTimeout(this.#clock);
    clearTimeout(this.#showTimer);
    this.#showTimer = null;
    const state = this.#connection?.state ?? null;
    const name = state?.state ?? "connecting";
    if (this.dataset.state && this.dataset.state !== name && name !== "live") this.#say(this.#text(name));
    this.dataset.state = name;
    this.#label.textContent = this.#text(name);
    this.#tryNow.toggleAttribute("hidden", name === "stopped");
    if (!state || !this.#details.open) return;
    const words = { text: (/** @type {string} */ key) => this.#text(key), time: time(this.#language), now: Date.now() };
    this.#facts.replaceChildren(...facts(state, words).map((line) => element("li", "", line)));
    this.#clock = setTimeout(() => this.#show(), 1_000);
  }

  /** The way to a page that helps, if there is one. */
  #help() {
    const address = this.getAttribute("help");
    if (!address) return [];
    const link = element("a", "connection-help", this.#text("help"));
    link.setAttribute("href", address);
    return [link];
  }

  /** @param {string} name */
  #text(name) {
    return this.getAttribute(`text-${name}`) ?? TEXTS[name] ?? "";
  }

  /** @param {string[]} parts */
  #list(parts) {
    return new Intl.ListFormat(this.#language, { style: "narrow", type: "unit" }).format(parts);
  }

  get #language() {
    return this.closest("[lang]")?.getAttribute("lang") ?? undefined;
  }
}

/** @param {string|undefined} language @returns {(ms: number) => string} writes a time of day */
function time(language) {
  const format = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
  return (ms) => format.format(ms);
}

/** @param {string} tag @param {string} className @param {string} [text] */
function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

customElements.define("connection-state", ConnectionState);
