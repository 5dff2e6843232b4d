// What an open room asks of the server.

import { CommandError } from "../notifications/connection.js";
import { uuid } from "../notifications/uuid.js";
import { PAGE_SIZE } from "./timeline.js";

/** @typedef {import("./types.js").Page} Page */

export class Server {
  #connection;
  #room;

  /**
   * @param {import("../notifications/connection.js").Connection} connection
   * @param {number} room
   */
  constructor(connection, room) {
    this.#connection = connection;
    this.#room = room;
  }

  /**
   * A page of messages: the newest, or those before, after or around a message.
   * @param {{before?: number, after?: number, around?: number, limit?: number}} which
   * @returns {Promise<Page>}
   */
  messages(which) {
    const query = new URLSearchParams(
      Object.entries({ limit: PAGE_SIZE, ...which }).map(([name, value]) => [name, String(value)]),
    );
    return this.#get(`/messages?${query}`);
  }

  /**
   * What floats over the stage in a window of its recording.
   * @param {number} fromMs
   * @param {number} toMs
   * @returns {Promise<Page>}
   */
  bullets(fromMs, toMs) {
    return this.#get(`/bullets?from_ms=${fromMs}&to_ms=${toMs}`);
  }

  /** The room as it is now. */
  room() {
    return this.#get("");
  }

  /** @returns {Promise<import("./types.js").Member[]>} */
  async members() {
    const { members } = await this.#get("/members");
    return members;
  }

  /** The pinned messages, the latest pin first. @returns {Promise<import("./types.js").Message[]>} */
  async pinned() {
    const { messages } = await this.#get("/pinned");
    return messages;
  }

  /**
   * What holds for oneself, here or everywhere, and what came of one's answers.
   * @returns {Promise<(import("./voice.js").Sanction & {holds: boolean})[]>}
   */
  async ownSanctions() {
    const { sanctions } = await json("/api/v1/me/sanctions");
    return sanctions;
  }

  /**
   * What moderators hold against somebody in this room.
   * @param {string} username
   * @returns {Promise<{id: number}[]>}
   */
  async sanctionsOf(username) {
    const query = new URLSearchParams({ room: String(this.#room), person: username, state: "standing" });
    const { sanctions } = await json(`/api/v1/sanctions?${query}`);
    return sanctions;
  }

  /**
   * Does a command.
   * @param {string} name
   * @param {Record<string, any>} args
   * @returns {Promise<{status: number, result: any}>}
   */
  do(name, args) {
    return this.#connection.command(name, args);
  }

  /** @param {number} position */
  read(position) {
    return this.#ask("room.read", { room: this.#room, position });
  }

  /**
   * Whom a message would reach.
   * @param {string} body
   * @returns {Promise<import("./reach.js").Audience>}
   */
  async audience(body) {
    const { result } = await this.#connection.command("room.audience", { room: this.#room, body });
    return result;
  }

  typing() {
    return this.#ask("room.typing", { room: this.#room });
  }

  /**
   * @param {number} message
   * @param {boolean} liked
   */
  like(message, liked) {
    return this.#connection.command(liked ? "message.like" : "message.unlike", { message });
  }

  /**
   * @param {number} message
   * @param {string} body
   */
  edit(message, body) {
    return this.#connection.command("message.edit", { message, body });
  }

  /** @param {string} text from its slash on */
  slash(text) {
    return this.#connection.command("room.slash", { room: this.#room, client_id: uuid(), text });
  }

  /** @param {number} message an answer that grows */
  stop(message) {
    return this.#connection.command("answer.cancel", { message });
  }

  /** @param {number} message */
  remove(message) {
    return this.#connection.command("message.remove", { message });
  }

  /** @param {string} path below the room's address in the API */
  #get(path) {
    return json(`/api/v1/rooms/${this.#room}${path}`);
  }

  /**
   * For what may be lost without anybody minding: the next one makes up for it.
   * @param {string} name
   * @param {object} args
   */
  async #ask(name, args) {
    try {
      await this.#connection.command(name, args);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
    }
  }
}

/** @param {string} address */
async function json(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    const { status } = answer;
    throw Object.assign(new Error(`the server did not answer: ${status}`), { status });
  }
  return answer.json();
}
