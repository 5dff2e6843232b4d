import assert from "node:assert/strict";
import { test } from "node:test";

import { duration } from "../../../static/stage/stage-bar.js";
import { remember, remembered, sensible } from "../../../static/stage/wishes.js";

const shelf = (text = null) => ({ text, getItem: () => text });

test("what one wished is remembered", () => {
  let kept = null;
  const storage = { setItem: (_, text) => (kept = text), getItem: () => kept };
  const wishes = { ...sensible(null), area: 25, opacity: 40, still: true, colour: "pink" };
  remember(storage, wishes);
  assert.deepEqual(remembered(storage), wishes);
});

test("what is not sensible is as usual", () => {
  const usual = sensible(null);
  for (const text of [null, "", "{", "[]", '{"area":33,"density":"x","opacity":"<b>","hover":1,"colour":"url(x)"}']) {
    assert.deepEqual(remembered(shelf(text)), usual);
  }
});

test("without storage one can still look", () => {
  const forbidden = () => {
    throw new Error("SecurityError");
  };
  assert.deepEqual(remembered({ getItem: forbidden }), sensible(null));
  remember({ setItem: forbidden }, sensible(null));
});

for (const [ms, said] of [
  [0, "0:00"],
  [62_999, "1:02"],
  [3_599_000, "59:59"],
  [3_602_000, "1:00:02"],
]) {
  test(`${ms} ms are ${said}`, () => assert.equal(duration(ms), said));
}
