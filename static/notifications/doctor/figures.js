/** Figures of a row of measurements. */

/** @param {number[]} values @returns {number|null} the middle one; null of none */
export function median(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number[]} values @returns {number|null} */
export function worst(values) {
  return values.length > 0 ? Math.max(...values) : null;
}

/**
 * How many things came together at most: those that follow each other within `withinMs`.
 *
 * @param {number[]} at when each came, in order, milliseconds
 * @param {number} withinMs
 */
export function largestClump(at, withinMs) {
  let largest = 0;
  let size = 0;
  at.forEach((moment, index) => {
    size = index > 0 && moment - at[index - 1] <= withinMs ? size + 1 : 1;
    largest = Math.max(largest, size);
  });
  return largest;
}
