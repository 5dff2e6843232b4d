import assert from "node:assert/strict";
import { test } from "node:test";
import { Http } from "../../../static/notifications/http.js";
import { SseTransport } from "../../../static/notifications/transports/sse.js";
import { settle } from "./support/clock.js";

for (const [what, type, text] of [
  ["somebody else's endless page", "text/html", "<p>please wait"],
  ["a stream that makes no sense", "text/event-stream", "data: <html>\n\n"],
]) {
  test(`${what} is let go of, not only ignored`, async () => {
    let signal;
    const call = async (_, init) => {
      signal = init.signal;
      const body = new ReadableStream({ start: (it) => it.enqueue(new TextEncoder().encode(text)) });
      return new Response(body, { status: 200, headers: { "Content-Type": type } });
    };
    const it = new SseTransport(new Http({ base: "http://site.test/stream/", page: "http://site.test/", call }));
    const ends = [];
    it.onclose = (reason) => ends.push(reason.kind);
    it.open({ follow: ["room-1"], watch: [], after: () => "" });
    await settle();
    assert.equal(ends.length, 1);
    assert.ok(signal.aborted, "the request still runs and holds one of the browser's six connections");
  });
}
