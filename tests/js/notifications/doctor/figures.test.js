import assert from "node:assert/strict";
import { test } from "node:test";
import { largestClump, median, worst } from "../../../../static/notifications/doctor/figures.js";

test("the middle of a row, and the worst", () => {
  assert.deepEqual([median([]), median([3]), median([9, 1, 5]), median([4, 1, 3, 2])], [null, 3, 5, 2.5]);
  assert.deepEqual([worst([]), worst([1, 9, 5])], [null, 9]);
});

test("a clump is what follows each other closely", () => {
  assert.equal(largestClump([], 100), 0);
  assert.equal(largestClump([0, 1_000, 2_000], 100), 1);
  assert.equal(largestClump([0, 1_000, 1_050, 1_120, 3_000], 100), 3);
});
