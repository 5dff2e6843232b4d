/**
 * A moving chart of latencies over the last minute, one line for each way; logarithmic,
 * because 5 ms and 5 s are both of interest. Its figures stand in the table beside it.
 */

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 260;
const LEFT = 60;
const BOTTOM = 22;
const WINDOW_MS = 60_000;
const LEAST_MS = 1;
const MOST_MS = 30_000;
const GRID_MS = [1, 10, 100, 1_000, 10_000];
const GRID_S = [0, 15, 30, 45, 60];
const NARROW = { width: 480, gridS: [0, 30] };

/** @typedef {{at: number, ms: number}} Point */

/** @param {number} ms @returns {number} */
export function height(ms) {
  const share = Math.log(Math.min(Math.max(ms, LEAST_MS), MOST_MS) / LEAST_MS) / Math.log(MOST_MS / LEAST_MS);
  return (HEIGHT - BOTTOM) * (1 - share);
}

/** @param {number} ageMs @param {number} width @returns {number} */
export function place(ageMs, width) {
  return LEFT + (width - LEFT) * (1 - ageMs / WINDOW_MS);
}

/** @param {Point[]} points @param {number} now @param {number} width @returns {string} for `points=` of a polyline */
export function outline(points, now, width) {
  return points.map(({ at, ms }) => `${place(now - at, width).toFixed(1)},${height(ms).toFixed(1)}`).join(" ");
}

export class Chart {
  #format;
  #width;
  /** @type {Map<string, {line: Element, points: Point[]}>} */
  #series = new Map();

  /**
   * @param {SVGSVGElement} svg
   * @param {{names: string[], ms: (ms: number) => string, seconds: (s: number) => string}} how
   */
  constructor(svg, { names, ms, seconds }) {
    this.#format = { ms, seconds };
    // As wide as there is room for, so that its letters are as large as others.
    this.#width = Math.max(svg.clientWidth, LEFT * 4);
    svg.setAttribute("viewBox", `0 0 ${this.#width} ${HEIGHT}`);
    svg.replaceChildren(...this.#grid());
    for (const name of names) {
      const line = make("polyline", { class: `series series-${name}` });
      this.#series.set(name, { line, points: [] });
      svg.append(line);
    }
  }

  /** @param {string} name @param {number} at @param {number} ms */
  add(name, at, ms) {
    this.#series.get(name)?.points.push({ at, ms });
  }

  clear() {
    for (const series of this.#series.values()) series.points = [];
  }

  /** @param {number} now */
  draw(now) {
    for (const series of this.#series.values()) {
      series.points = series.points.filter(({ at }) => now - at < WINDOW_MS);
      series.line.setAttribute("points", outline(series.points, now, this.#width));
    }
  }

  #grid() {
    const width = this.#width;
    const levels = GRID_MS.flatMap((ms) => [
      make("line", { class: "grid", x1: LEFT, x2: width, y1: height(ms), y2: height(ms) }),
      make("text", { x: LEFT - 6, y: height(ms) + 4, "text-anchor": "end" }, this.#format.ms(ms)),
    ]);
    const moments = (width < NARROW.width ? NARROW.gridS : GRID_S).map((s) => {
      const at = { x: place(s * 1_000, width), y: HEIGHT - 4, "text-anchor": s === 0 ? "end" : "middle" };
      return make("text", at, this.#format.seconds(s));
    });
    return [...levels, ...moments];
  }
}

/** @param {string} tag @param {Record<string, string|number>} attributes @param {string} [text] */
function make(tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}
