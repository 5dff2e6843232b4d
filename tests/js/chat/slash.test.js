import assert from "node:assert/strict";
import { test } from "node:test";

import { meaning, slashesAt, withSlash } from "../../../static/chat/slash.js";

const SLASHES = ["me", "mute", "topic"].map((name) => ({ name, usage: `/${name}`, about: "" }));
const names = (text, caret = text.length) => slashesAt(SLASHES, text, caret).map(({ name }) => name);

test("commands are offered while their name is typed at the beginning", () => {
  assert.deepEqual(names("/"), ["me", "mute", "topic"]);
  assert.deepEqual(names("/m"), ["me", "mute"]);
  assert.deepEqual(names("/topic", 2), ["topic"]);
  for (const text of ["", "m", "/me ", "say /m", "//m", "/x"]) assert.deepEqual(names(text), []);
});

test("a chosen one is completed", () => {
  assert.deepEqual(withSlash("/to", 3, "topic"), { text: "/topic ", caret: 7 });
  assert.deepEqual(withSlash("/to snails", 3, "topic"), { text: "/topic snails", caret: 7 });
});

test("one slash commands, two say one", () => {
  assert.deepEqual(meaning("/me waves"), { slash: true, body: "/me waves" });
  assert.deepEqual(meaning("//etc/hosts"), { slash: false, body: "/etc/hosts" });
  assert.deepEqual(meaning("either/or"), { slash: false, body: "either/or" });
});
