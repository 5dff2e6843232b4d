import assert from "node:assert/strict";
import { test } from "node:test";
import { areaPath, bars, length, linePath } from "../../../static/live/chart.js";

test("a line goes from the left edge to the right, its highest point near the top", () => {
  assert.equal(linePath([0, 5, 10]), "M0 28.5L50 15L100 1.5");
  assert.equal(areaPath([0, 10]), "M0 28.5L100 1.5L100 30L0 30Z");
});

test("the same number of values gives the same number of points", () => {
  const steps = (/** @type {string} */ path) => path.replace(/[^ML]/g, "");
  assert.equal(steps(linePath([1, 2, 3])), steps(linePath([900, 0, -3])));
});

test("a line of zeros lies on the ground, and nothing is no line", () => {
  assert.equal(linePath([0, 0]), "M0 28.5L100 28.5");
  assert.equal(linePath([]), "");
  assert.equal(areaPath([]), "");
});

test("values below zero lower the ground", () => {
  assert.equal(linePath([-10, 10]), "M0 28.5L100 1.5");
  assert.equal(linePath([-10, -5]), "M0 28.5L100 1.5");
});

test("a line may stand on another ground", () => {
  assert.equal(linePath([20, 21], 20), "M0 28.5L100 1.5");
  assert.equal(linePath([20, 20], 20), "M0 28.5L100 28.5");
});

test("bars stand on the ground and share the width", () => {
  assert.deepEqual(bars([0, 4]), [
    { x: 0, y: 30, width: 40, height: 0 },
    { x: 50, y: 0, width: 40, height: 30 },
  ]);
});

test("a row's bar is as long as its share of the longest", () => {
  assert.equal(length(5, [5, 20]), 25);
  assert.equal(length(0, [0, 0]), 0);
});
