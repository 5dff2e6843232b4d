// What a browser forbids.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../../../static/notifications/connection.js";
import { Ladder } from "../../../static/notifications/ladder/ladder.js";
import { Outbox } from "../../../static/notifications/outbox.js";

test("where channels are forbidden the page still has a connection and an outbox", async () => {
  const kept = globalThis.BroadcastChannel;
  const locks = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  globalThis.document = { hidden: false };
  globalThis.BroadcastChannel = class {
    constructor() {
      throw new DOMException("Storage access is denied.", "SecurityError");
    }
  };
  Object.defineProperty(globalThis, "navigator", { value: { locks: {} }, configurable: true });
  try {
    assert.doesNotThrow(() => new Outbox({ owner: "alice", send: async () => ({ status: 200, result: {} }) }));
    assert.doesNotThrow(() => new Connection({ base: "http://site.test/stream/", follow: ["room-1"] }));
  } finally {
    globalThis.BroadcastChannel = kept;
    delete globalThis.document;
    if (locks) Object.defineProperty(globalThis, "navigator", locks);
    else delete globalThis.navigator;
  }
});

test("a hidden tab that has to go alone spares the battery there too", async () => {
  const kept = { hide: Ladder.prototype.hide, want: Ladder.prototype.want };
  const told = [];
  const was = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  const target = new EventTarget();
  globalThis.document = Object.assign(new EventTarget(), { hidden: true });
  globalThis.window = target;
  const locks = {
    request: async () => {
      throw new DOMException("Access is denied.", "SecurityError");
    },
  };
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  Ladder.prototype.hide = (hidden) => told.push(hidden);
  Ladder.prototype.want = () => {};
  try {
    const connection = new Connection({ base: "http://site.test/stream/", follow: ["room-1"] });
    connection.open();
    await new Promise((done) => setTimeout(done, 20));
    connection.close();
    assert.deepEqual(told, [true]);
  } finally {
    Object.assign(Ladder.prototype, kept);
    delete globalThis.document;
    delete globalThis.window;
    if (was) Object.defineProperty(globalThis, "navigator", was);
    else delete globalThis.navigator;
  }
});
