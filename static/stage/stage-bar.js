// What stands under a stage: hold the comments, go back in the recording, and how one wants them to float.

import { part } from "../chat/dom.js";
import { sensible } from "./wishes.js";

/** @typedef {import("./wishes.js").Wishes} Wishes */
/** @typedef {import("./moments.js").SessionTime} SessionTime */

// Nearer to now than this is now.
const LIVE_MS = 2_000;

export class StageBar {
  #stage;
  #strings;
  #form;
  /** @type {SessionTime | null} */
  #time = null;
  #winding = false;

  /**
   * @param {HTMLElement} stage
   * @param {import("../chat/strings.js").Strings} strings
   * @param {{wish: (wishes: Wishes) => void, hold: (isHeld: boolean) => void}} tells
   */
  constructor(stage, strings, { wish, hold }) {
    this.#stage = stage;
    this.#strings = strings;
    this.#form = /** @type {HTMLFormElement} */ (part(stage, "wishes"));
    this.#form.addEventListener("input", () => wish(this.#read()));
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    const pause = part(stage, "pause");
    pause.addEventListener("click", () => {
      const isHeld = pause.getAttribute("aria-pressed") !== "true";
      pause.setAttribute("aria-pressed", String(isHeld));
      hold(isHeld);
    });
    this.#listenToWinding(part(stage, "wind"));
    part(stage, "live").addEventListener("click", () => this.#time?.goLive());
    const whole = part(stage, "whole");
    whole.hidden = !document.fullscreenEnabled;
    whole.addEventListener("click", () => this.#fillScreen());
  }

  /** The recording to go back in; null: there is none, or a video has its own controls. @param {SessionTime | null} time */
  follow(time) {
    this.#time = time;
    part(this.#stage, "winding").hidden = time === null;
    if (time) this.tick(time);
  }

  /** @param {SessionTime} time */
  tick(time) {
    const wind = part(this.#stage, "wind");
    wind.max = String(Math.floor(time.length / 1_000));
    if (!this.#winding) wind.value = String(Math.floor(time.position / 1_000));
    const moment = duration(time.position);
    wind.setAttribute("aria-valuetext", time.isLive ? this.#strings.say("stage_live") : moment);
    part(this.#stage, "moment").textContent = moment;
    part(this.#stage, "live").setAttribute("aria-pressed", String(time.isLive));
  }

  /** @param {Wishes} wishes */
  fill({ area, density, opacity, hover, still }) {
    const fields = /** @type {any} */ (this.#form.elements);
    fields.area.value = String(area);
    fields.density.value = density;
    fields.opacity.value = String(opacity);
    fields.hover.checked = hover;
    fields.still.checked = still;
  }

  #read() {
    const fields = /** @type {any} */ (this.#form.elements);
    return sensible({
      area: Number(fields.area.value),
      density: fields.density.value,
      opacity: Number(fields.opacity.value),
      hover: fields.hover.checked,
      still: fields.still.checked,
    });
  }

  /** @param {HTMLInputElement} wind */
  #listenToWinding(wind) {
    wind.addEventListener("input", () => {
      this.#winding = true;
      part(this.#stage, "moment").textContent = duration(Number(wind.value) * 1_000);
    });
    wind.addEventListener("change", () => {
      this.#winding = false;
      const ms = Number(wind.value) * 1_000;
      if (!this.#time) return;
      if (ms > this.#time.length - LIVE_MS) this.#time.goLive();
      else this.#time.seek(ms);
    });
  }

  #fillScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.#stage.requestFullscreen();
  }
}

/**
 * "1:02", or "1:00:02" from an hour on.
 * @param {number} ms
 */
export function duration(ms) {
  const seconds = Math.floor(ms / 1_000);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}
