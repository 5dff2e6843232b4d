import assert from "node:assert/strict";
import { test } from "node:test";
import { CatchUp } from "../../../static/notifications/shared/catch-up.js";
import { FakeClock } from "./support/clock.js";
import { json, network } from "./support/network.js";

test("a tab that catches up obeys Retry-After", async () => {
  const clock = new FakeClock();
  const refusal = { status: 429, code: "too_many", detail: "" };
  const { http, requests } = network(() => json(refusal, { status: 429, headers: { "Retry-After": "30" } }));
  const request = () => ({ follow: ["room-1"], watch: [], after: () => "g1.room-1:0" });
  const it = new CatchUp({ http, clock, random: () => 0.5, request, take: () => true, refused: () => {} });
  it.run();
  await clock.advance(29_000);
  assert.equal(requests.length, 1);
  it.stop();
});
