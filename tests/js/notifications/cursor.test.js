import assert from "node:assert/strict";
import { test } from "node:test";
import { Cursor } from "../../../static/notifications/wire/cursor.js";

test("a cursor says the same after it was read", () => {
  for (const text of ["g5f2c.room-42:318,user-7:3", "room-42:318", "g1.a%3Ab:1", ""]) {
    assert.equal(Cursor.parse(text).toString(), text);
  }
});

test("a cursor has a generation and positions", () => {
  const cursor = Cursor.parse("g5f2c.room-42:318,user-7:3");
  assert.equal(cursor.generation, "g5f2c");
  assert.deepEqual(
    [...cursor.positions],
    [
      ["room-42", 318],
      ["user-7", 3],
    ],
  );
});

test("what is not a cursor is refused", () => {
  for (const text of ["%%%", "room-42", "room-42:", "room-42:x", "g1.room-42:-1", "a:1,,b:2", "a:1,"]) {
    assert.throws(() => Cursor.parse(text), SyntaxError, text);
  }
});
