import assert from "node:assert/strict";
import { test } from "node:test";

import { completed, mentionAt, suggestions } from "../../../static/chat/mentions.js";

const PEOPLE = [
  { id: 1, username: "alice", name: "Alice Ash" },
  { id: 2, username: "bob", name: "Bob" },
  { id: 3, username: "malory", name: "小明" },
];

test("a mention opens at the start and after a space", () => {
  assert.deepEqual(mentionAt("@al", 3), { start: 0, query: "al" });
  assert.deepEqual(mentionAt("hello @", 7), { start: 6, query: "" });
  assert.deepEqual(mentionAt("你好@al", 5), { start: 2, query: "al" });
});

test("an address is no mention, nor is what stands behind the caret", () => {
  assert.equal(mentionAt("mail@example", 12), null);
  assert.equal(mentionAt("hello @bob", 3), null);
  assert.equal(mentionAt("@bob hi", 7), null);
});

test("names that begin with the query come first", () => {
  assert.deepEqual(
    suggestions(PEOPLE, "al").map(({ username }) => username),
    ["alice", "malory"],
  );
});

test("a display name finds its person", () => {
  assert.deepEqual(
    suggestions(PEOPLE, "小").map(({ username }) => username),
    ["malory"],
  );
});

test("no query suggests everybody, up to six", () => {
  const many = Array.from({ length: 9 }, (_, id) => ({ id, username: `user${id}`, name: "" }));
  assert.equal(suggestions(many, "").length, 6);
});

test("completing puts the name and one space, and moves the caret behind it", () => {
  assert.deepEqual(completed("hi @al there", 6, "alice"), { text: "hi @alice there", caret: 10 });
  assert.deepEqual(completed("@", 1, "bob"), { text: "@bob ", caret: 5 });
});

test("without an open mention nothing changes", () => {
  assert.deepEqual(completed("hi", 2, "bob"), { text: "hi", caret: 2 });
});
