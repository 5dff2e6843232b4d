import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { Upload } from "../../../static/chat/upload.js";
import { CommandError } from "../../../static/notifications/commands.js";

const SIZE = 300_000;
const data = Uint8Array.from({ length: SIZE }, (_, index) => index % 251);
const file = new File([data], "cat.png");

/**
 * A server that keeps what it gets, behind a socket, behind requests, or behind the one until `cut`.
 */
class Site {
  got = new Uint8Array(0);
  log = [];
  buffered = 0;
  state = "uploading";
  most = 0;
  #underWay = 0;

  constructor({ socket = true, cutAfter = Infinity, refuse = null } = {}) {
    Object.assign(this, { socket, cutAfter, refuse });
  }

  async command(name, args) {
    this.log.push(name);
    if (this.refuse?.name === name) throw new CommandError(this.refuse);
    const attachment = { id: "a", alt: "", state: this.state };
    if (name === "attachment.begin") {
      const result = { attachment, offset: this.got.length };
      return { status: 200, result: this.socket ? { ...result, handle: 7 } : result };
    }
    if (name === "attachment.finish") {
      assert.equal(args.sha256, createHash("sha256").update(this.got).digest("hex"));
      this.state = "ready";
    }
    return { status: 200, result: { attachment: { ...attachment, ...args, state: this.state } } };
  }

  chunk(_handle, offset, bytes) {
    if (!this.socket) return null;
    this.#underWay += 1;
    this.most = Math.max(this.most, this.#underWay);
    return new Promise((done, failed) =>
      setTimeout(() => {
        this.#underWay -= 1;
        if (this.got.length >= this.cutAfter) {
          this.socket = false;
          failed(new CommandError({ status: 0, code: "unanswered", detail: "" }));
        } else done(this.#take(offset, bytes));
      }),
    );
  }

  async chunkByHttp(_id, offset, blob) {
    this.log.push("request");
    return this.#take(offset, new Uint8Array(await blob.arrayBuffer()));
  }

  #take(offset, bytes) {
    assert.equal(offset, this.got.length);
    this.got = Uint8Array.from([...this.got, ...bytes]);
    return { status: 200, result: { attachment: "a", offset: this.got.length } };
  }
}

for (const socket of [true, false]) {
  test(`a file arrives whole, ${socket ? "by frames" : "by requests"}`, async () => {
    const site = new Site({ socket });
    const upload = new Upload(file, 1, site);
    await upload.start();
    assert.equal(upload.state, "ready");
    assert.deepEqual([...site.got], [...data]);
    assert.equal(upload.sent, SIZE);
  });
}

test("no more than a few frames are under way", async () => {
  const site = new Site();
  await new Upload(file, 1, site).start();
  assert.equal(site.most, 4);
});

test("while the browser has too much to send, only one is", async () => {
  const site = new Site();
  site.buffered = 600_000;
  await new Upload(file, 1, site).start();
  assert.equal(site.most, 1);
});

test("cut off the socket, it goes on by requests where it stands", async () => {
  const site = new Site({ cutAfter: 100_000 });
  const upload = new Upload(file, 1, site);
  await upload.start();
  assert.equal(upload.state, "ready");
  assert.deepEqual([...site.got], [...data]);
  assert.ok(site.log.includes("request"));
});

test("what the server refuses is said and can be tried again", async () => {
  const site = new Site({ refuse: { name: "attachment.begin", status: 413, code: "too_large", detail: "Too large." } });
  const upload = new Upload(file, 1, site);
  await upload.start();
  assert.deepEqual([upload.state, upload.error], ["failed", "Too large."]);
  site.refuse = null;
  await upload.start();
  assert.equal(upload.state, "ready");
});

test("what is given up is given up on the server too", async () => {
  const site = new Site();
  const upload = new Upload(file, 1, site);
  upload.addEventListener("change", () => {
    if (upload.sent > 0 && upload.state === "sending") upload.cancel();
  });
  await upload.start();
  assert.equal(upload.state, "cancelled");
  assert.equal(site.log.at(-1), "attachment.cancel");
  assert.ok(!site.log.includes("attachment.finish"));
});
