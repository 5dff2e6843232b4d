// Lets bullets fly: elements that are used again and again, moved by the browser's compositor
// (Web Animations, transform only), so that a busy page does not make them stutter.

import { Lanes, speed } from "./lanes.js";

/** @typedef {import("./bullets.js").Bullet} Bullet */
/** @typedef {{element: HTMLElement, bullet: Bullet, animation: Animation}} Flight */

const CROSSING_MS = 8_000;
const STANDING_MS = 5_000;
const FADE = 0.06;
// How many rows a size takes.
const SPANS = { small: 1, medium: 1, large: 2 };
const PADDING_PX = 12;
// What a bullet is wide until the first have been measured.
const LIKELY_WIDTH_PX = 160;
const ROW_EM = 1.5;

export class Flights {
  #layer;
  /** @type {HTMLElement[]} */
  #idle = [];
  /** @type {Map<HTMLElement, Flight>} */
  #flying = new Map();
  #lanes = new Lanes({ width: 0, rows: 0 });
  #width = 0;
  #rowPx = 1;
  #usualWidth = LIKELY_WIDTH_PX;
  #heldAt = /** @type {number | null} */ (null);
  #heldFor = 0;
  /** Do they stand instead of crossing? */
  still = false;

  /** @param {HTMLElement} layer what they fly in */
  constructor(layer) {
    this.#layer = layer;
  }

  get count() {
    return this.#flying.size;
  }

  /** Do they stand still for now? */
  get held() {
    return this.#heldAt !== null;
  }

  /** How many could be shown per second, and now. @param {number} most at once @returns {{perSecond: number, atOnce: number}} */
  room(most) {
    const passage = { enteredAt: 0, width: this.#usualWidth, durationMs: CROSSING_MS };
    const perRow = (speed(passage, this.#width) * 1_000) / (this.#usualWidth + PADDING_PX);
    const duration = this.still ? STANDING_MS : CROSSING_MS;
    const rows = this.still ? this.#lanes.places(this.#now) : this.#lanes.entrances(this.#now);
    return {
      perSecond: Math.min((most * 1_000) / duration, this.#lanes.rows * (this.still ? 1_000 / STANDING_MS : perRow)),
      // Where all rows are taken, one that wants to stand may still find a place.
      atOnce: Math.min(Math.max(1, rows), most - this.count),
    };
  }

  /** Fits the rows to the stage; what is flying goes, because its way has another length now. */
  measure() {
    this.clear();
    this.#width = this.#layer.clientWidth;
    this.#rowPx = Number.parseFloat(getComputedStyle(this.#layer).fontSize) * ROW_EM;
    this.#lanes = new Lanes({ width: this.#width, rows: Math.floor(this.#layer.clientHeight / this.#rowPx) });
  }

  /**
   * Lets go what finds a place.
   * @param {Bullet[]} bullets
   * @returns {number} how many did
   */
  launch(bullets) {
    const ready = bullets.map((bullet) => ({ bullet, element: this.#dress(bullet) }));
    // All are measured together: one layout, not one for each.
    const widths = ready.map(({ element }) => element.offsetWidth);
    const flown = ready.filter(({ bullet, element }, index) => this.#fly(element, bullet, widths[index]));
    return flown.length;
  }

  hold() {
    this.#heldAt ??= performance.now();
    for (const { animation } of this.#flying.values()) animation.pause();
  }

  go() {
    if (this.#heldAt === null) return;
    this.#heldFor += performance.now() - this.#heldAt;
    this.#heldAt = null;
    for (const { animation } of this.#flying.values()) animation.play();
  }

  /** Takes away the bullets of which this is true. @param {(bullet: Bullet) => boolean} isMeant */
  remove(isMeant) {
    for (const { element, bullet } of [...this.#flying.values()]) if (isMeant(bullet)) this.#land(element);
  }

  clear() {
    this.remove(() => true);
  }

  /** The bullet that an element shows. @param {EventTarget | null} element */
  bulletAt(element) {
    return this.#flying.get(/** @type {HTMLElement} */ (element))?.bullet;
  }

  /** Time on the stage: it stands still while the bullets do. */
  get #now() {
    return (this.#heldAt ?? performance.now()) - this.#heldFor;
  }

  /** @param {Bullet} bullet */
  #dress(bullet) {
    const element = this.#idle.pop() ?? this.#layer.appendChild(document.createElement("span"));
    element.className = "bullet";
    element.textContent = bullet.text;
    Object.assign(element.dataset, { colour: bullet.colour, size: bullet.size });
    element.toggleAttribute("data-own", bullet.own);
    return element;
  }

  /**
   * @param {HTMLElement} element
   * @param {Bullet} bullet
   * @param {number} width
   */
  #fly(element, bullet, width) {
    this.#usualWidth += (width - this.#usualWidth) / 20;
    const crosses = bullet.mode === "scroll" && !this.still;
    const durationMs = crosses ? CROSSING_MS : STANDING_MS;
    const way = { width, durationMs, span: SPANS[bullet.size], edge: bullet.mode === "bottom" ? "bottom" : "top" };
    const row = crosses ? this.#lanes.enter(way, this.#now) : this.#lanes.stand(way, this.#now);
    if (row === null) {
      this.#idle.push(element);
      return false;
    }
    const y = row * this.#rowPx;
    const keyframes = crosses ? crossing(this.#width, width, y) : standing(this.#startOf(bullet, width), y);
    const animation = element.animate(keyframes, { duration: durationMs });
    animation.onfinish = () => this.#land(element);
    element.dataset.flying = "";
    element.toggleAttribute("data-stands", !crosses);
    this.#flying.set(element, { element, bullet, animation });
    return true;
  }

  /**
   * Where one stands: in the middle, or at the beginning of its row instead of crossing.
   * @param {Bullet} bullet
   * @param {number} width
   */
  #startOf(bullet, width) {
    return bullet.mode === "scroll" ? PADDING_PX : Math.max(0, (this.#width - width) / 2);
  }

  /** @param {HTMLElement} element */
  #land(element) {
    const flight = this.#flying.get(element);
    if (!flight) return;
    flight.animation.onfinish = null;
    flight.animation.cancel();
    this.#flying.delete(element);
    delete element.dataset.flying;
    this.#idle.push(element);
  }
}

/**
 * @param {number} from
 * @param {number} width
 * @param {number} y
 * @returns {Keyframe[]}
 */
function crossing(from, width, y) {
  return [{ transform: `translate(${from}px, ${y}px)` }, { transform: `translate(${-width}px, ${y}px)` }];
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {Keyframe[]}
 */
function standing(x, y) {
  const transform = `translate(${x}px, ${y}px)`;
  return [
    { transform, opacity: 0 },
    { transform, opacity: 1, offset: FADE },
    { transform, opacity: 1, offset: 1 - FADE },
    { transform, opacity: 0 },
  ];
}
