import assert from "node:assert/strict";
import { test } from "node:test";

import { ServerTime } from "../../../static/chat/server-time.js";
import { timeLeft } from "../../../static/chat/time-words.js";

test("seconds, minutes and hours are counted, days are named", () => {
  assert.equal(timeLeft(400, "en"), "0:01");
  assert.equal(timeLeft(42_000, "en"), "0:42");
  assert.equal(timeLeft(65 * 60_000, "en"), "1:05:00");
  assert.equal(timeLeft(50 * 60 * 60_000, "en"), "3 days");
  assert.equal(timeLeft(50 * 60 * 60_000, "zh-hans"), "3天");
});

test("the server's time goes on, whatever this computer's clock says", () => {
  let here = 0;
  const time = new ServerTime("2026-11-21T10:00:00Z", () => here);
  here = 5_000;
  assert.equal(time.now(), Date.parse("2026-11-21T10:00:05Z"));
});
