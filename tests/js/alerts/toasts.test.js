import assert from "node:assert/strict";
import { test } from "node:test";

import { standing, withoutToast, withToast } from "../../../static/alerts/toasts.js";

const after = (...ids) => ids.reduce(withToast, []);

test("up to three stand there, the newest last", () => {
  assert.deepEqual(standing(after(1, 2, 3)), { shown: [1, 2, 3], others: 0 });
});

test("beyond three the older ones are only counted", () => {
  assert.deepEqual(standing(after(1, 2, 3, 4)), { shown: [3, 4], others: 2 });
  assert.deepEqual(standing(after(1, 2, 3, 4, 5)), { shown: [4, 5], others: 3 });
});

test("an alert that grows stays one toast in its place", () => {
  assert.deepEqual(after(1, 2, 1), [1, 2]);
});

test("one that is closed leaves the others", () => {
  assert.deepEqual(withoutToast(after(1, 2, 3), 2), [1, 3]);
});
