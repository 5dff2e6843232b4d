/**
 * Commands: over the socket when there is one, else as requests of the HTTP API. Both
 * doors give the same answers, so a command that was cut off goes again by any of them.
 */
import { pause } from "./clock.js";
import { retryAfterMs } from "./http.js";
import { fullJitter } from "./ladder/backoff.js";
import { chunkId, encodeChunk } from "./wire/chunk.js";

/**
 * How each command is a request: method, path, and whether doing it twice does no more
 * than once. `{name}` in a path is an argument; the others make the body.
 *
 * @type {Record<string, [method: string, path: string, repeatable: boolean]>}
 */
export const COMMANDS = {
  "room.create": ["POST", "rooms", false],
  "room.update": ["PATCH", "rooms/{room}", true],
  "room.join": ["POST", "rooms/{room}/join", true],
  "room.leave": ["POST", "rooms/{room}/leave", true],
  "room.read": ["PUT", "rooms/{room}/read", true],
  "room.invite": ["POST", "rooms/{room}/members", true],
  "room.role": ["PATCH", "rooms/{room}/members/{user}", true],
  "room.kick": ["DELETE", "rooms/{room}/members/{user}", true],
  "room.typing": ["POST", "rooms/{room}/typing", false],
  "room.audience": ["POST", "rooms/{room}/audience", true],
  "message.post": ["POST", "rooms/{room}/messages", true],
  "answer.start": ["POST", "rooms/{room}/answers", true],
  "answer.append": ["PATCH", "answers/{message}", true],
  "answer.finish": ["POST", "answers/{message}/finish", true],
  "answer.cancel": ["DELETE", "answers/{message}", true],
  "attachment.begin": ["POST", "rooms/{room}/attachments", true],
  "attachment.finish": ["POST", "attachments/{attachment}/finish", true],
  "attachment.describe": ["PUT", "attachments/{attachment}/description", true],
  "attachment.cancel": ["DELETE", "attachments/{attachment}", true],
  "webhook.create": ["POST", "rooms/{room}/webhooks", false],
  "webhook.revoke": ["DELETE", "webhooks/{webhook}", true],
  "webhook.call": ["POST", "webhooks/{webhook}/call", true],
  "room.slash": ["POST", "rooms/{room}/slash", true],
  "message.edit": ["PATCH", "messages/{message}", true],
  "message.remove": ["DELETE", "messages/{message}", true],
  "message.like": ["PUT", "messages/{message}/like", true],
  "message.unlike": ["DELETE", "messages/{message}/like", true],
  "message.restore": ["POST", "messages/{message}/restore", true],
  "message.purge": ["POST", "messages/{message}/purge", true],
  "message.pin": ["PUT", "messages/{message}/pin", true],
  "message.unpin": ["DELETE", "messages/{message}/pin", true],
  "message.report": ["POST", "messages/{message}/report", true],
  "message.settle": ["POST", "messages/{message}/settle", true],
  "report.update": ["PATCH", "reports/{report}", true],
  "room.sanction": ["POST", "rooms/{room}/sanctions", true],
  "room.sweep": ["POST", "rooms/{room}/sweep", true],
  "site.sanction": ["POST", "sanctions", true],
  "sanction.lift": ["DELETE", "sanctions/{sanction}", true],
  "sanction.appeal": ["POST", "sanctions/{sanction}/appeal", false],
  "appeal.answer": ["POST", "sanctions/{sanction}/answer", false],
  "person.block": ["PUT", "people/{user}/block", true],
  "person.unblock": ["DELETE", "people/{user}/block", true],
  "word.add": ["POST", "words", true],
  "word.drop": ["DELETE", "words/{word}", true],
  "notification.read": ["PUT", "notifications/read", true],
  "notification.unread": ["PUT", "notifications/unread", true],
  "notification.test": ["POST", "notifications/test", false],
  "preferences.update": ["PATCH", "preferences", true],
  "push.subscribe": ["PUT", "push/subscription", true],
  "push.unsubscribe": ["DELETE", "push/subscription", true],
};

/** An answer that takes longer is taken for lost. */
const ANSWER_MS = 10_000;
/** A chunk takes as long as a slow line needs for it. */
const BYTES_MS = 60_000;
const TRIES = 4;
/** The server refuses larger frames unread, and so cannot say which command it means. */
const FRAME_BYTES = 64 * 1024;
const BACKOFF = { baseMs: 500, capMs: 5_000 };

/** The server said no, in the words of docs/protocol.md; status 0 when no answer came. */
export class CommandError extends Error {
  /** @param {{status: number, code: string, detail: string, retry_after?: number}} refusal `retry_after` in seconds */
  constructor({ status, code, detail, retry_after }) {
    super(detail);
    this.name = "CommandError";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfter = retry_after ?? null;
  }
}

/** @typedef {{status: number, result: any}} Answer */

export class Commands {
  #env;
  #count = 0;
  /** @type {Map<string, {done: (answer: Answer) => void, failed: (error: CommandError) => void}>} */
  #sent = new Map();

  /**
   * @param {{
   *   http: import("./http.js").Http, api: string, csrf: () => string,
   *   send: (frame: object) => boolean, clock: import("./clock.js").Clock, random: () => number,
   * }} env `send` answers whether a socket took the frame; `api` is the API's address
   */
  constructor(env) {
    this.#env = env;
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} args
   * @returns {Promise<Answer>}
   * @throws {CommandError}
   */
  async run(name, args) {
    const repeatable = COMMANDS[name]?.[2] ?? false;
    for (let round = 0; ; round += 1) {
      try {
        return await (this.#bySocket(name, args) ?? this.#byHttp(name, args));
      } catch (error) {
        if (!(error instanceof CommandError) || error.status !== 0) throw error;
        // Who is asked to wait tells the caller: it may be for long.
        if (!repeatable || error.retryAfter || round + 1 === TRIES) throw error;
      }
      await pause(this.#env.clock, fullJitter(round, { ...BACKOFF, random: this.#env.random }));
    }
  }

  /** @param {import("./types.js").Frame} frame an `ack` or `error` */
  answer(frame) {
    if (frame.type !== "ack" && frame.type !== "error") return;
    const sent = this.#sent.get(frame.id ?? "");
    this.#sent.delete(frame.id ?? "");
    if (frame.type === "ack") sent?.done({ status: frame.status, result: frame.result });
    else sent?.failed(new CommandError(frame));
  }

  /** The socket is gone, and the answers with it. */
  interrupt() {
    for (const { failed } of this.#sent.values()) failed(unanswered());
    this.#sent.clear();
  }

  /**
   * A piece of an attachment as a binary frame.
   *
   * @param {number} handle
   * @param {number} offset
   * @param {Uint8Array} bytes
   * @returns {Promise<Answer>|null} null when there is no socket
   */
  chunk(handle, offset, bytes) {
    return this.#ask(chunkId(handle, offset), encodeChunk(handle, offset, bytes), BYTES_MS);
  }

  /**
   * The same as a request.
   *
   * @param {string} attachment its id
   * @param {number} offset
   * @param {Blob} bytes
   * @returns {Promise<Answer>}
   * @throws {CommandError}
   */
  chunkByHttp(attachment, offset, bytes) {
    const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) };
    return this.#request("PATCH", `attachments/${attachment}`, headers, bytes, BYTES_MS);
  }

  /** @param {string} name @param {object} args @returns {Promise<Answer>|null} null when there is no socket */
  #bySocket(name, args) {
    this.#count += 1;
    const id = String(this.#count);
    const frame = { type: "command", id, name, args };
    const fits = new TextEncoder().encode(JSON.stringify(frame)).length <= FRAME_BYTES;
    return fits ? this.#ask(id, frame, ANSWER_MS) : null;
  }

  /** @param {string} id @param {object} frame @param {number} patienceMs @returns {Promise<Answer>|null} */
  #ask(id, frame, patienceMs) {
    if (!this.#env.send(frame)) return null;
    return new Promise((done, failed) => {
      const timer = this.#env.clock.setTimeout(() => {
        this.#sent.delete(id);
        failed(unanswered());
      }, patienceMs);
      const settle = (/** @type {() => void} */ how) => {
        this.#env.clock.clearTimeout(timer);
        how();
      };
      this.#sent.set(id, {
        done: (answer) => settle(() => done(answer)),
        failed: (error) => settle(() => failed(error)),
      });
    });
  }

  /** @param {string} name @param {Record<string, any>} args @returns {Promise<Answer>} */
  async #byHttp(name, args) {
    const { method, path, body } = toRequest(name, args);
    return this.#request(method, path, { "Content-Type": "application/json" }, JSON.stringify(body), ANSWER_MS);
  }

  /**
   * @param {string} method
   * @param {string} path below the API's address
   * @param {Record<string, string>} more headers
   * @param {string|Blob} body
   * @param {number} patienceMs
   * @returns {Promise<Answer>}
   */
  async #request(method, path, more, body, patienceMs) {
    const { http, api, csrf } = this.#env;
    const headers = { Accept: "application/json", "X-CSRFToken": csrf(), ...more };
    const init = { method, headers, body, signal: AbortSignal.timeout(patienceMs) };
    const response = await http.request(new URL(path, api).href, init).catch(() => null);
    const result = await response?.json().catch(() => null);
    // Whatever has not the shape of our answers came from a gateway: no answer at all.
    if (response?.ok && result !== null) return { status: response.status, result };
    if (response && typeof result?.code === "string") throw new CommandError({ ...result, status: response.status });
    const wait = response && retryAfterMs(response);
    throw unanswered(wait === null ? undefined : wait / 1_000);
  }
}

/**
 * @param {string} name
 * @param {Record<string, any>} args
 * @returns {{method: string, path: string, body: Record<string, any>}} `path` below the API's address
 * @throws {CommandError} 404 for a name that is not in the table, as the server would
 */
export function toRequest(name, args) {
  const command = COMMANDS[name];
  if (!command) throw new CommandError({ status: 404, code: "unknown_command", detail: `unknown command: ${name}` });
  const [method, template] = command;
  const body = { ...args };
  const path = template.replace(/\{(\w+)\}/g, (_, key) => {
    delete body[key];
    return encodeURIComponent(args[key]);
  });
  return { method, path, body };
}

/** @param {number} [retry_after] seconds */
function unanswered(retry_after) {
  return new CommandError({ status: 0, code: "unanswered", detail: "no answer came", retry_after });
}
