/** `<connection-doctor>`: one button examines the connection, shows what was found, and passes it on. */
import { copyText } from "../chat/copying.js";
import { part, show } from "../chat/dom.js";
import { checkUp } from "../notifications/doctor/checkup.js";
import { diagnose } from "../notifications/doctor/diagnosis.js";
import { causeView, wayView } from "./findings.js";
import { Progress } from "./progress.js";
import { report, ways } from "./ways.js";
import { Words } from "./words.js";

/** @typedef {import("../notifications/doctor/checkup.js").Measurements} Measurements */

const REPORTS = "/api/v1/connection-reports";
/** A clock that is off by less is right. */
const NOTABLE_MS = 1_000;

class ConnectionDoctor extends HTMLElement {
  #words = new Words(sentences(), document.documentElement.lang);
  #stop = new AbortController();
  /** @type {{rows: import("./ways.js").Way[], diagnosis: import("../notifications/doctor/diagnosis.js").Diagnosis}} */
  #found = { rows: [], diagnosis: { causes: [], works: [], best: null } };

  connectedCallback() {
    const on = (/** @type {string} */ name, /** @type {string} */ type, /** @type {() => void} */ act) =>
      part(this, name).addEventListener(type, (/** @type {Event} */ event) => {
        event.preventDefault();
        act();
      });
    on("form", "submit", () => this.#examine());
    on("cancel", "click", () => this.#stop.abort());
    on("send", "submit", () => this.#send());
    on("copy", "click", () => this.#copy());
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  async #examine() {
    this.#stop = new AbortController();
    const progress = new Progress(part(this, "bar"));
    const length = part(this, "length").value;
    this.#working(true);
    const measured = await checkUp({
      base: "/stream/",
      health: "/healthz",
      length,
      signal: this.#stop.signal,
      onstep: (step, ms) => {
        progress.step(step, ms);
        this.#status(this.#words.say(`step_${step}`));
      },
    });
    progress.end();
    this.#working(false);
    const stopped = this.#stop.signal.aborted;
    this.#status(this.#words.say(stopped ? "stopped" : "done"));
    if (!stopped || measured.trials.length > 0) this.#show(measured);
  }

  /** @param {boolean} working */
  #working(working) {
    part(this, "start").disabled = working;
    part(this, "cancel").hidden = !working;
    part(this, "progress").hidden = !working;
    if (working) part(this, "result").hidden = true;
  }

  /** @param {Measurements} measured */
  #show(measured) {
    const diagnosis = diagnose(measured);
    const rows = ways(measured, diagnosis);
    this.#found = { rows, diagnosis };
    const headers = [measured.site, ...measured.trials].flatMap(({ server, via }) => [server, via]);
    const causes = diagnosis.causes.map((cause) => causeView(cause, this.#words, headers));
    part(this, "causes").replaceChildren(...causes);
    part(this, "ways").replaceChildren(...rows.map((way) => wayView(way, this.#words)));
    this.#verdict(diagnosis, measured.clock?.differenceMs ?? 0);
    show(part(this, "told"), "");
    part(this, "result").hidden = false;
    part(this, "verdict").focus();
  }

  /** @param {import("../notifications/doctor/diagnosis.js").Diagnosis} diagnosis @param {number} differenceMs */
  #verdict({ causes, best }, differenceMs) {
    const verdict = part(this, "verdict");
    const good = causes.length === 0;
    const parts = [good && best ? this.#words.say("no_cause") : "", this.#words.verdict(best)];
    verdict.textContent = parts.filter(Boolean).join(" ");
    verdict.closest("section").dataset.state = best === null ? "fails" : good ? "works" : "hampered";
    part(this, "clock").hidden = Math.abs(differenceMs) < NOTABLE_MS;
    part(this, "difference").textContent = this.#words.ms(Math.round(differenceMs));
  }

  async #copy() {
    const time = new Date().toLocaleString(document.documentElement.lang);
    const text = this.#words.text(this.#found.rows, this.#found.diagnosis, { site: location.host, time });
    if (await copyText(text)) show(part(this, "told"), this.#words.say("copied"));
  }

  async #send() {
    const { rows, diagnosis } = this.#found;
    const form = part(this, "send");
    const headers = {
      "Content-Type": "application/json",
      "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
    };
    const body = JSON.stringify(report(rows, diagnosis, part(form, "note").value));
    const why = await fetch(REPORTS, { method: "POST", headers, body }).then(refused, String);
    show(part(this, "told"), why ? this.#words.say("not_sent", { why }) : this.#words.say("sent"));
  }

  /** @param {string} text */
  #status(text) {
    part(this, "status").textContent = text;
  }
}

/** @param {Response} response @returns {Promise<string>} why not; "" when it was taken */
async function refused(response) {
  if (response.ok) return "";
  const answer = await response.json().catch(() => ({}));
  return answer.detail ?? String(response.status);
}

function sentences() {
  return JSON.parse(document.getElementById("sentences")?.textContent ?? "{}");
}

customElements.define("connection-doctor", ConnectionDoctor);
