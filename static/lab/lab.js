/** `<transport-lab>`: the five ways side by side on one stream, and the knobs that make their network bad. */
import { copyText } from "../chat/copying.js";
import { part, show } from "../chat/dom.js";
import { compareClocks } from "../notifications/doctor/server-clock.js";
import { Http } from "../notifications/http.js";
import { DEFAULT_TRANSPORTS } from "../notifications/rungs.js";
import { Chart } from "./chart.js";
import "./echo-bench.js";
import { FAIR } from "./faults.js";
import { row } from "./figures.js";
import { Lane } from "./lane.js";
import { Meter } from "./meter.js";
import { Table } from "./table.js";
import { Words } from "./words.js";

const BASE = "/stream/";
const HEALTH = "/healthz";
const DRAW_MS = 500;
/** Whoever wants less motion sees the chart move in steps. */
const CALM_MS = 2_000;

const { sentences, costs } = JSON.parse(document.getElementById("lab")?.textContent ?? "{}");
const locale = document.documentElement.lang;
const words = new Words(sentences, locale);

/** @type {Record<string, import("../notifications/rungs.js").TransportName[]>} */
const LANES = {
  auto: DEFAULT_TRANSPORTS,
  websocket: ["websocket"],
  sse: ["sse"],
  "long-poll": ["long-poll"],
  "short-poll": ["short-poll"],
  frame: ["frame"],
};

class TransportLab extends HTMLElement {
  /** @type {Map<string, Lane>} */
  #lanes = new Map();
  /** @type {any} */
  #chart;
  /** @type {any} */
  #table;
  /** @type {any} */
  #timer;
  #differenceMs = 0;

  async connectedCallback() {
    const names = Object.keys(LANES);
    const format = { ms: (/** @type {number} */ ms) => words.ms(ms), seconds: this.#ago };
    this.#chart = new Chart(part(this, "chart"), { names, ...format });
    this.#table = new Table(part(this, "table"), words, { names, onkill: (name) => this.#lanes.get(name)?.kill() });
    part(this, "stream").onchange = () => this.#begin();
    part(this, "run").onclick = () => (this.#timer ? this.#end() : this.#begin());
    part(this, "kill").onclick = () => this.#each((lane) => lane.kill());
    part(this, "try").onclick = () => this.#each((lane) => lane.tryNow());
    part(this, "copy").onclick = () => this.#copy();
    part(this, "knobs").oninput = () => this.#tell();
    this.#tell();
    await loaded();
    const { clock } = await compareClocks(new Http({ base: BASE }), AbortSignal.timeout(10_000));
    this.#differenceMs = clock?.differenceMs ?? 0;
    part(this, "round-trip").textContent = words.ms(clock ? Math.min(...clock.roundTripMs) : null);
    this.#begin();
  }

  disconnectedCallback() {
    this.#end();
  }

  #begin() {
    this.#end();
    this.#chart.clear();
    for (const [name, transports] of Object.entries(LANES)) this.#lanes.set(name, this.#lane(name, transports));
    const every = matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM_MS : DRAW_MS;
    this.#timer = setInterval(() => this.#draw(), every);
    part(this, "run").textContent = words.say("pause");
  }

  #end() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#each((lane) => lane.close());
    part(this, "run").textContent = words.say("resume");
  }

  /** @param {string} name @param {import("../notifications/rungs.js").TransportName[]} transports */
  #lane(name, transports) {
    const meter = new Meter({
      userAgent: navigator.userAgent,
      languages: navigator.languages.join(),
      referrer: location.href,
      cookies: document.cookie,
      signedIn: this.dataset.signedIn === "true",
    });
    const knobs = () => this.#knobs(name);
    const lane = new Lane(name, transports, {
      base: BASE,
      health: HEALTH,
      knobs,
      meter,
      differenceMs: this.#differenceMs,
    });
    lane.onnews = (at, late) => this.#chart.add(name, at, late);
    lane.open(part(this, "stream").value);
    return lane;
  }

  /** @param {string} name @returns {import("./faults.js").Knobs} what holds for this lane */
  #knobs(name) {
    const whom = part(this, "whom").value;
    if (whom !== "all" && whom !== name) return FAIR;
    return {
      delayMs: Number(part(this, "delay").value),
      dropShare: Number(part(this, "drop").value) / 100,
      bufferMs: Number(part(this, "buffer").value) * 1_000,
    };
  }

  /** Says how the knobs stand. */
  #tell() {
    part(this, "delay-now").textContent = words.ms(Number(part(this, "delay").value));
    part(this, "drop-now").textContent = words.percent(Number(part(this, "drop").value) / 100);
    part(this, "buffer-now").textContent = words.ms(Number(part(this, "buffer").value) * 1_000);
  }

  #draw() {
    this.#chart.draw(Date.now());
    for (const figures of this.#rows()) {
      this.#table.show(figures);
      const here = document.querySelector(`[data-here="${figures.name}"]`);
      if (here) here.textContent = this.#here(figures);
    }
  }

  /** The visitor's own figures, for the table that explains. @param {import("./figures.js").Row} figures */
  #here(figures) {
    if (figures.median === null) return words.state(figures);
    const here = words.say("here", {
      median: words.ms(figures.median),
      worst: words.ms(figures.worst),
      requests: words.number(figures.requestsPerMinute),
      bytes: words.bytes(figures.bytesPerMinute),
      overhead: words.percent(figures.overheadShare),
    });
    if (figures.serverUs === null) return here;
    return `${here} ${words.say("here_server", { server: words.microseconds(figures.serverUs) })}`;
  }

  #rows() {
    return [...this.#lanes.values()].map((lane) => row(lane.reading, costs));
  }

  async #copy() {
    if (await copyText(this.#table.text(this.#rows()))) show(part(this, "told"), words.say("copied"));
  }

  /** @param {(lane: Lane) => void} act */
  #each(act) {
    for (const lane of this.#lanes.values()) act(lane);
  }

  #ago = (/** @type {number} */ s) => (s === 0 ? words.say("now") : words.say("ago", { s }));
}

/** When the page has loaded: the forever frame would keep it from it. */
async function loaded() {
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true }));
}

customElements.define("transport-lab", TransportLab);
