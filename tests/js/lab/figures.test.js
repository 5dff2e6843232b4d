import assert from "node:assert/strict";
import { test } from "node:test";
import { height, outline, place } from "../../../static/lab/chart.js";
import { row, tabbed } from "../../../static/lab/figures.js";
import { answerHead, frameHead, requestHead } from "../../../static/lab/overhead.js";

const READING = {
  ...{ name: "websocket", state: "live", transport: "websocket", why: "", events: 30, latencyMs: [5, 9, 7] },
  ...{ requests: 1, bytes: 6_000, overhead: 2_000, cuts: 0, backMs: null, ms: 30_000 },
};
const COSTS = { websocket: 11.4, "short-poll": 97 };

test("a reading becomes figures for a minute", () => {
  const { median, worst, requestsPerMinute, bytesPerMinute, overheadShare } = row(READING, COSTS);
  assert.deepEqual([median, worst, requestsPerMinute, bytesPerMinute, overheadShare], [7, 9, 2, 16_000, 0.25]);
});

test("what is pushed is paid by the event, what is polled by the request", () => {
  const polled = { ...READING, name: "short-poll", transport: "short-poll", requests: 15 };
  assert.equal(row(READING, COSTS).serverUs, 11.4);
  assert.equal(row(polled, COSTS).serverUs, 48.5);
  assert.equal(row({ ...READING, name: "auto", transport: "short-poll" }, COSTS).serverUs, 97 / 30);
  assert.equal(row({ ...READING, transport: "frame" }, COSTS).serverUs, null);
  assert.equal(row({ ...READING, events: 0 }, COSTS).serverUs, null);
});

test("a table is copied with tabs", () => {
  assert.equal(tabbed(["Way", "Late"], [["WebSocket", "7 ms"]]), "Way\tLate\nWebSocket\t7 ms");
});

test("the chart is logarithmic, and the newest is at its right", () => {
  assert.equal(height(0.1), height(1));
  assert.ok(Math.abs(height(1) - height(10) - (height(10) - height(100))) < 0.001);
  assert.equal(place(0, 720), 720);
  assert.ok(place(60_000, 720) < place(30_000, 720));
  assert.equal(outline([{ at: 1_000, ms: 1 }], 1_000, 720), `720.0,${height(1).toFixed(1)}`);
});

test("headers and frames are weighed", () => {
  const browser = { userAgent: "x".repeat(100), languages: "en", referrer: "", cookies: "", signedIn: false };
  const short = requestHead("http://a.test/b", browser);
  assert.equal(requestHead("http://a.test/b?after=1234567", browser), short + 14);
  assert.ok(requestHead("http://a.test/b", { ...browser, signedIn: true }) > short);
  assert.equal(answerHead({ status: 200, headers: [["a", "bc"]] }), 19 + 7);
  assert.deepEqual([frameHead(10, false), frameHead(200, false), frameHead(70_000, true)], [2, 4, 14]);
});
