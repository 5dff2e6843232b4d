import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { Sha256 } from "../../../static/chat/sha256.js";

const bytes = (size) => Uint8Array.from({ length: size }, (_, index) => (index * 31 + size) % 256);
const expected = (data) => createHash("sha256").update(data).digest("hex");

test("it is what everybody else computes, around every end of a block", () => {
  for (const size of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1_000, 70_000]) {
    const digest = new Sha256();
    digest.update(bytes(size));
    assert.equal(digest.hex(), expected(bytes(size)), `${size} bytes`);
  }
});

test("it does not matter how the bytes are cut", () => {
  const data = bytes(1_000);
  for (const step of [1, 7, 63, 64, 65, 999]) {
    const digest = new Sha256();
    for (let at = 0; at < data.length; at += step) digest.update(data.subarray(at, at + step));
    assert.equal(digest.hex(), expected(data), `in pieces of ${step}`);
  }
});
