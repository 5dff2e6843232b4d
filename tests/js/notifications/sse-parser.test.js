import assert from "node:assert/strict";
import { test } from "node:test";
import { frames } from "../../../static/notifications/wire/sse-frames.js";
import { SseParser } from "../../../static/notifications/wire/sse-parser.js";

const SAMPLE = [
  "retry: 2000\n",
  ": a comment that says nothing\r\n",
  "event: stream-open\r\nid: g1.room-1:2\r\ndata:\r\n\r\n",
  'id: g1.room-1:3\rdata: {"a":\rdata:1}\r\r',
  "event: keep-alive\ndata\n\n",
  "id: without-data\n\n",
  "id: with\0nul\nretry: soon\nunknown: field\ndata:  two spaces\n\n",
  "data: 你好 😀\n\n",
  "data: never finished",
].join("");

const EXPECTED = [
  { type: "stream-open", data: "", id: "g1.room-1:2" },
  { type: "message", data: '{"a":\n1}', id: "g1.room-1:3" },
  { type: "keep-alive", data: "", id: "g1.room-1:3" },
  { type: "message", data: " two spaces", id: "without-data" },
  { type: "message", data: "你好 😀", id: "without-data" },
];

test("the whole format is understood", () => {
  const parser = new SseParser();
  assert.deepEqual(parser.feed(SAMPLE), EXPECTED);
  assert.equal(parser.retryMs, 2000);
  assert.equal(parser.lastEventId, "without-data");
});

test("it does not matter where the text is cut", () => {
  for (let first = 0; first <= SAMPLE.length; first += 1) {
    for (let second = first; second <= Math.min(first + 3, SAMPLE.length); second += 1) {
      const parser = new SseParser();
      const pieces = [SAMPLE.slice(0, first), SAMPLE.slice(first, second), SAMPLE.slice(second)];
      assert.deepEqual(
        pieces.flatMap((piece) => parser.feed(piece)),
        EXPECTED,
        `${first} ${second}`,
      );
    }
  }
});

test("it does not matter where the bytes are cut", () => {
  const bytes = new TextEncoder().encode(SAMPLE);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const decoder = new TextDecoder();
    const parser = new SseParser();
    const pieces = [decoder.decode(bytes.slice(0, cut), { stream: true }), decoder.decode(bytes.slice(cut))];
    assert.deepEqual(
      pieces.flatMap((piece) => parser.feed(piece)),
      EXPECTED,
      String(cut),
    );
  }
});

test("one character at a time is enough", () => {
  const parser = new SseParser();
  assert.deepEqual(
    [...SAMPLE].flatMap((piece) => parser.feed(piece)),
    EXPECTED,
  );
});

test("an event that ends with a CR is not held back", () => {
  assert.equal(new SseParser().feed("data: x\r\r").length, 1);
});

test("events of the log that came together make one frame", () => {
  const event = (position) => ({ type: "message", data: JSON.stringify({ stream: "room-1", position }), id: "" });
  const open = { type: "stream-open", data: "", id: "g1.room-1:2" };
  const reset = {
    type: "stream-reset",
    data: '{"streams":{"room-1":{"head":9,"reason":"expired"}}}',
    id: "g1.room-1:9",
  };
  const result = frames([open, event(3), event(4), { type: "keep-alive", data: "", id: "" }, reset]);
  assert.deepEqual(
    result.map(({ type }) => type),
    ["welcome", "events", "reset"],
  );
  assert.equal(result[1].events.length, 2);
  assert.deepEqual(result[2], {
    type: "reset",
    streams: { "room-1": { head: 9, reason: "expired" } },
    cursor: "g1.room-1:9",
  });
});

test("a stream that ends says whether a stream was taken away or the session", () => {
  const error = (condition) => [
    { type: "stream-error", data: JSON.stringify({ condition, channels: ["room-1"] }), id: "" },
  ];
  assert.deepEqual(frames(error("forbidden")), [{ type: "unfollowed", streams: ["room-1"], reason: "forbidden" }]);
  assert.deepEqual(frames(error("unauthenticated")), [{ type: "expelled" }]);
});
