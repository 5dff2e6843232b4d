import assert from "node:assert/strict";
import { test } from "node:test";

import { Strings } from "../../../static/chat/strings.js";

const TABLE = { hello: "Hello {name}", likes: { one: "{count} like", other: "{count} likes" } };

test("names are filled in", () => {
  assert.equal(new Strings(TABLE, "en").say("hello", { name: "alice" }), "Hello alice");
});

test("what was filled in is not filled again", () => {
  assert.equal(new Strings(TABLE, "en").say("hello", { name: "{name}" }), "Hello {name}");
});

test("a count chooses singular or plural", () => {
  const english = new Strings(TABLE, "en");
  assert.equal(english.say("likes", { count: 1 }), "1 like");
  assert.equal(english.say("likes", { count: 2 }), "2 likes");
});

test("Chinese has one form", () => {
  assert.equal(new Strings(TABLE, "zh-Hans").say("likes", { count: 1 }), "1 likes");
});

test("a sentence that nobody wrote is an error", () => {
  assert.throws(() => new Strings(TABLE, "en").say("bye"), /no sentence is called bye/);
});

test("figures are written as in the language of the page", () => {
  assert.equal(new Strings(TABLE, "en").number(1234.56, 1), "1,234.6");
  assert.equal(new Strings(TABLE, "de").number(1234.56, 1), "1.234,6");
  assert.equal(new Strings(TABLE, "en").number(null), "–");
});
