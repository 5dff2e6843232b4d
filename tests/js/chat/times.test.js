import assert from "node:assert/strict";
import { test } from "node:test";

import { Times } from "../../../static/chat/times.js";

const NOW = new Date("2026-11-21T12:00:00Z");
const english = new Times("en", "UTC");
const chinese = new Times("zh-Hans", "Asia/Shanghai");

test("a day is a key in the reader's time zone", () => {
  assert.equal(english.dayKey("2026-11-20T23:30:00Z"), "2026-11-20");
  assert.equal(chinese.dayKey("2026-11-20T23:30:00Z"), "2026-11-21");
});

test("a time has two digits for hours and minutes", () => {
  assert.equal(english.time("2026-11-21T09:05:59Z"), "09:05");
  assert.equal(chinese.time("2026-11-20T16:00:00Z"), "00:00");
});

test("today and yesterday have names", () => {
  assert.equal(english.day("2026-11-21T00:10:00Z", NOW), "Today");
  assert.equal(english.day("2026-11-20T23:10:00Z", NOW), "Yesterday");
  assert.equal(chinese.day("2026-11-21T00:10:00Z", NOW), "今天");
});

test("another day has its date, another year its year too", () => {
  assert.equal(english.day("2026-11-03T09:00:00Z", NOW), "Tuesday, November 3");
  assert.match(english.day("2025-11-03T09:00:00Z", NOW), /2025/);
});

test("a title says it in full", () => {
  assert.match(english.full("2026-11-21T09:05:00Z"), /Saturday, November 21, 2026.*9:05/);
});
