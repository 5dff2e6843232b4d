import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { hue, initials } from "../../../static/chat/people.js";

const CASES = JSON.parse(readFileSync(new URL("initials.json", import.meta.url), "utf8"));

for (const [name, expected] of CASES) {
  test(`${name || "nobody"} is shown as ${expected || "nothing"}`, () => {
    assert.equal(initials(name), expected);
  });
}

test("a hue belongs to an id", () => {
  assert.equal(hue(0), "hue-0");
  assert.equal(hue(13), "hue-1");
});
