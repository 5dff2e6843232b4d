// Charts as plain SVG geometry: from numbers to paths and widths. Nothing here touches the page.

/** The box in which charts are drawn; the page stretches it. */
export const WIDTH = 100;
export const HEIGHT = 30;
/** A line along the edge would be cut in half. */
const MARGIN = 1.5;

/**
 * The way from value to value, the newest at the right edge.
 * @param {number[]} values oldest first
 * @param {number} [low] what the ground stands for; zero unless there is less
 * @returns {string} a path's `d`; always as many points for as many values, so that it can move from one to the next
 */
export function linePath(values, low = Math.min(0, ...values)) {
  return points(values, low)
    .map(([x, y], index) => `${index === 0 ? "M" : "L"}${x} ${y}`)
    .join("");
}

/**
 * The same with the ground below it.
 * @param {number[]} values
 * @param {number} [low]
 */
export function areaPath(values, low) {
  return values.length === 0 ? "" : `${linePath(values, low)}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`;
}

/**
 * Bars side by side, the newest at the right.
 * @param {number[]} values
 * @returns {{x: number, y: number, width: number, height: number}[]}
 */
export function bars(values) {
  const step = WIDTH / Math.max(1, values.length);
  return values.map((value, index) => {
    const height = rounded((HEIGHT * Math.max(0, value)) / top(values));
    return { x: rounded(index * step), y: rounded(HEIGHT - height), width: rounded(step * 0.8), height };
  });
}

/**
 * How long a row's bar is, of the longest one.
 * @param {number} value
 * @param {number[]} values of all rows
 * @returns {number} 0 to WIDTH
 */
export function length(value, values) {
  return rounded((WIDTH * Math.max(0, value)) / top(values));
}

/**
 * @param {number[]} values
 * @param {number} low
 * @returns {[number, number][]}
 */
function points(values, low) {
  const span = Math.max(...values, low) - low || 1;
  const step = WIDTH / Math.max(1, values.length - 1);
  const ground = HEIGHT - MARGIN;
  return values.map((value, index) => [
    rounded(index * step),
    rounded(ground - ((value - low) / span) * (ground - MARGIN)),
  ]);
}

/** @param {number[]} values */
function top(values) {
  return Math.max(...values, 0) || 1;
}

/** @param {number} number */
function rounded(number) {
  return Math.round(number * 100) / 100;
}
