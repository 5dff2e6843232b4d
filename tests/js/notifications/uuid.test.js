import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid } from "../../../static/notifications/uuid.js";

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a UUID is one of version 4, also without a secure context", () => {
  assert.match(uuid(), VERSION_4);
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  const made = new Set(Array.from({ length: 100 }, uuid));
  delete crypto.randomUUID;
  assert.equal(made.size, 100);
  for (const one of made) assert.match(one, VERSION_4);
});
