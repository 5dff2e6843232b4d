// One file on its way to the server: over the socket while there is one, else as requests; it goes on
// where it stands after whatever came between.

import { CommandError } from "../notifications/connection.js";
import { uuid } from "../notifications/uuid.js";
import { Sha256 } from "./sha256.js";

/** @typedef {import("./types.js").Attachment} Attachment */

// Small enough that what one writes meanwhile is not held up, large enough for a fast line.
const FRAME_BYTES = 64 * 1024;
const REQUEST_BYTES = 256 * 1024;
// Frames that wait for their acknowledgement, and bytes that wait in the browser.
const WINDOW = 4;
const BUFFERED_MAX_BYTES = 512 * 1024;
// Each step forward is worth as many tries again.
const TRIES = 8;
const PASSING = [0, 408, 425, 429];

/** Tells with "change" whenever `state` or `sent` did. */
export class Upload extends EventTarget {
  /** @type {"sending" | "ready" | "failed" | "cancelled"} */
  state = "sending";
  /** Bytes that the server has. */
  sent = 0;
  /** Why it failed, to be shown; "" for no reason that anybody could name. */
  error = "";
  /** What the server made of it; null until it knows of it. @type {Attachment | null} */
  attachment = null;

  #connection;
  #room;
  #clientId = uuid();
  /** What it hashes to; worked out while it is sent. @type {Promise<string> | null} */
  #digest = null;
  #triesLeft = TRIES;

  /**
   * @param {File} file
   * @param {number} room
   * @param {Pick<import("../notifications/connection.js").Connection, "command" | "chunk" | "chunkByHttp" | "buffered">} connection
   */
  constructor(file, room, connection) {
    super();
    this.file = file;
    this.#room = room;
    this.#connection = connection;
  }

  /** Sends it, or goes on after it failed. */
  async start() {
    this.#become("sending");
    this.#triesLeft = TRIES;
    while (this.state === "sending") {
      try {
        await this.#send();
      } catch (error) {
        await this.#stumble(error);
      }
    }
  }

  /** Gives it up, here and on the server. */
  async cancel() {
    this.#become("cancelled");
    if (!this.attachment) return;
    // What is lost is deleted by the server after a day.
    await this.#connection.command("attachment.cancel", { attachment: this.attachment.id }).catch(ignore);
  }

  /** @param {string} alt */
  async describe(alt) {
    if (!this.attachment || this.attachment.alt === alt) return;
    const { result } = await this.#connection.command("attachment.describe", { attachment: this.attachment.id, alt });
    this.attachment = result.attachment;
  }

  async #send() {
    const { file } = this;
    const announcement = { room: this.#room, client_id: this.#clientId, name: file.name, size: file.size };
    const { result } = await this.#connection.command("attachment.begin", announcement);
    this.attachment = result.attachment;
    this.#digest ??= this.#hash();
    this.#stand(result.offset);
    if (result.handle) await this.#byFrames(result.handle);
    else await this.#byRequests();
    if (this.state !== "sending") return;
    const finished = { attachment: result.attachment.id, sha256: await this.#digest };
    this.attachment = (await this.#connection.command("attachment.finish", finished)).result.attachment;
    this.#become("ready");
  }

  /** @param {number} handle */
  async #byFrames(handle) {
    /** @type {Set<Promise<void>>} */
    const underWay = new Set();
    for (let offset = this.sent; offset < this.file.size && this.state === "sending"; offset += FRAME_BYTES) {
      while (underWay.size >= WINDOW || (underWay.size > 0 && this.#connection.buffered > BUFFERED_MAX_BYTES)) {
        await Promise.race(underWay);
      }
      const answer = this.#connection.chunk(handle, offset, await this.#bytes(offset, FRAME_BYTES));
      // The socket is gone: the other door knows how far it has come.
      if (!answer) throw new CommandError({ status: 0, code: "unanswered", detail: "no answer came" });
      const acknowledged = answer.then(({ result }) => {
        underWay.delete(acknowledged);
        this.#stand(result.offset);
      });
      underWay.add(acknowledged);
      // Whoever waits for it is told; until then nobody need be.
      acknowledged.catch(ignore);
    }
    await Promise.all(underWay);
  }

  async #byRequests() {
    const { file } = this;
    const id = /** @type {Attachment} */ (this.attachment).id;
    while (this.sent < file.size && this.state === "sending") {
      const bytes = file.slice(this.sent, this.sent + REQUEST_BYTES);
      const { result } = await this.#connection.chunkByHttp(id, this.sent, bytes);
      this.#stand(result.offset);
    }
  }

  /** @param {unknown} error */
  async #stumble(error) {
    if (this.state !== "sending") return;
    this.#triesLeft -= 1;
    const { status, code, detail, retryAfter } = error instanceof CommandError ? error : unreadable();
    const passes = PASSING.includes(status) || status >= 500 || code === "wrong_offset" || code === "wrong_hash";
    if (passes && this.#triesLeft > 0) {
      const waitMs = retryAfter === null ? 500 * 2 ** (TRIES - this.#triesLeft - 1) : retryAfter * 1_000;
      await new Promise((done) => setTimeout(done, Math.min(waitMs, 15_000)));
      return;
    }
    this.error = status === 0 ? "" : detail;
    this.#become("failed");
  }

  async #hash() {
    const digest = new Sha256();
    for (let offset = 0; offset < this.file.size; offset += REQUEST_BYTES) {
      digest.update(await this.#bytes(offset, REQUEST_BYTES));
    }
    return digest.hex();
  }

  /** @param {number} offset @param {number} size */
  async #bytes(offset, size) {
    return new Uint8Array(await this.file.slice(offset, offset + size).arrayBuffer());
  }

  /** @param {number} offset */
  #stand(offset) {
    if (offset > this.sent) this.#triesLeft = TRIES;
    this.sent = offset;
    this.#tell();
  }

  /** @param {Upload["state"]} state */
  #become(state) {
    this.state = state;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** The file was moved or changed after it was chosen. */
function unreadable() {
  return { status: -1, code: "unreadable", detail: "", retryAfter: null };
}

function ignore() {}
