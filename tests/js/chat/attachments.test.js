import assert from "node:assert/strict";
import { test } from "node:test";

import { fitted, gist, sizeText } from "../../../static/chat/attachments.js";

test("a picture fits into its box and keeps its shape", () => {
  assert.deepEqual(fitted({ width: 1600, height: 1000 }), { width: 320, height: 200 });
  assert.deepEqual(fitted({ width: 500, height: 1200 }), { width: 100, height: 240 });
  assert.deepEqual(fitted({ width: 40, height: 30 }), { width: 40, height: 30 });
  assert.deepEqual(fitted({ width: 10_000, height: 1 }), { width: 320, height: 1 });
  assert.deepEqual(fitted({ width: null, height: null }), { width: 320, height: 240 });
});

test("sizes are said as people say them", () => {
  assert.equal(sizeText(500, "en"), "500 byte");
  assert.equal(sizeText(48_213, "en"), "47 kB");
  assert.equal(sizeText(3_500_000, "en"), "3.3 MB");
});

test("a message is its text, or what is attached to it", () => {
  const attachments = [
    { alt: "a cat", name: "1.png" },
    { alt: "", name: "plan.pdf" },
  ];
  assert.equal(gist({ attachments }, "look"), "look");
  assert.equal(gist({ attachments }, ""), "a cat, plan.pdf");
  assert.equal(gist({}, ""), "");
});
