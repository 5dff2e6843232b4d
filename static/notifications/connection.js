/**
 * A live connection to the site's streams: every event once and in order, whatever the
 * network does, and commands by whichever door is open. How to use it: docs/client.md.
 *
 *     const connection = new Connection({ follow: ["room-42", "user-me"], after: cursor });
 *     connection.addEventListener("events", ({ detail }) => detail.forEach(show));
 *     connection.open();
 *     await connection.command("message.post", { room: 42, client_id: crypto.randomUUID(), body: "hello" });
 *
 * Events, each with its `detail`:
 * - `events`      LogEvent[], in the order of each stream, none twice
 * - `reset`       {streams}: what came between is not to be had; load these streams anew
 * - `signal`      {stream, name, data}: ephemeral
 * - `heads`       {[stream]: {position, unread}} of the watched streams
 * - `unfollowed`  {streams, reason}: may not be followed any more
 * - `state`       State
 */
import { systemClock } from "./clock.js";
import { Commands } from "./commands.js";
import { Http } from "./http.js";
import { makeLadder, makeSharedLine } from "./lines.js";
import { watchPage } from "./page-life.js";
import { DEFAULT_TRANSPORTS } from "./rungs.js";
import { Inbox } from "./wire/inbox.js";
import { carries, without } from "./wire/streams.js";

export { CommandError } from "./commands.js";

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Line} Line */
/**
 * `behind`: events that are known to be missing, as far as the heads of watched streams tell.
 * @typedef {import("./types.js").LineState & {behind: number}} State
 */
/**
 * - `base`, `api`, `health`: addresses, relative to the page
 * - `follow`, `watch`: names of streams; `after`: the cursor of the snapshot at hand
 * - `csrf`: gives the token for requests that a cookie authenticates
 * - `token`: a Bearer token, instead of cookies
 * - `identity`: who we are; tabs of one identity share a connection. By default the
 *   personal stream that `after` or `follow` names
 * - `share`: false for a connection of this page's own
 * - `transports`: their names, best first
 * - `times`: shorter times, for tests
 *
 * @typedef {{
 *   base: string, api: string, health: string, follow: string[], watch: string[], after: string,
 *   csrf: () => string, token: string, identity: string, share: boolean,
 *   transports: import("./rungs.js").TransportName[], times: Partial<import("./ladder/times.js").Times>,
 * }} Options
 */

/** @type {Options} */
const DEFAULTS = {
  base: "/stream/",
  api: "/api/v1/",
  health: "/healthz",
  follow: [],
  watch: [],
  after: "",
  csrf: () => "",
  token: "",
  identity: "",
  share: true,
  transports: DEFAULT_TRANSPORTS,
  times: {},
};

/** What an application is told of, and in which shape. @type {Record<string, (frame: any) => any>} */
const DETAILS = {
  events: ({ events }) => events,
  reset: ({ streams }) => ({ streams }),
  signal: ({ stream, name, data }) => ({ stream, name, data }),
  heads: ({ heads }) => heads,
  unfollowed: ({ streams, reason }) => ({ streams, reason }),
};

export class Connection extends EventTarget {
  /** @type {State|null} what the last `state` event said */
  state = null;

  #options;
  #http;
  #inbox;
  #commands;
  /** @type {Line} */
  #line;
  #wish;
  /** @type {Record<string, {position: number}>} */
  #heads = {};
  #unwatch = () => {};

  /** @param {Partial<Options>} options */
  constructor(options) {
    super();
    this.#options = { ...DEFAULTS, ...options };
    const { base, api, token, after, csrf, follow, watch } = this.#options;
    this.#wish = { follow, watch };
    this.#http = new Http({ base, token });
    this.#inbox = new Inbox(after);
    this.#line = this.#makeLine();
    this.#commands = new Commands({
      http: this.#http,
      api: new URL(api, this.#http.base).href,
      csrf,
      send: (frame) => this.#line.send(frame),
      clock: systemClock,
      random: Math.random,
    });
  }

  /** How far the application has come, for a later `after`. */
  get cursor() {
    return this.#inbox.cursor;
  }

  open() {
    this.#line.want(this.#wish);
    this.#unwatch = watchPage(() => this.#line, systemClock, globalThis.document ? globalThis : null);
  }

  close() {
    this.#unwatch();
    this.#line.close();
    this.#commands.interrupt();
  }

  /**
   * @param {string[]} names
   * @param {string} [after] the cursor of a snapshot; without it from now on
   */
  follow(names, after = "") {
    // What was only watched until now has a place, but none that the application has reached.
    this.#inbox.keep(this.#wish.follow);
    this.#inbox.skip(after);
    this.#want({ follow: [...new Set([...this.#wish.follow, ...names])] });
  }

  /** @param {string[]} names */
  unfollow(names) {
    this.#want({ follow: without(this.#wish.follow, names) });
    this.#inbox.keep(this.#wish.follow);
  }

  /** @param {string[]} names all that are to be watched from now on */
  watch(names) {
    this.#want({ watch: names });
  }

  /** Ends a wait, and looks for a better transport. */
  tryNow() {
    this.#line.tryNow();
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} args
   * @returns {Promise<{status: number, result: any}>}
   * @throws {import("./commands.js").CommandError}
   */
  command(name, args) {
    return this.#commands.run(name, args);
  }

  /**
   * A piece of an attachment that `attachment.begin` gave a handle for, as a binary frame.
   *
   * @param {number} handle
   * @param {number} offset
   * @param {Uint8Array} bytes
   * @returns {Promise<{status: number, result: any}>|null} null when no socket is at hand; rejects with CommandError
   */
  chunk(handle, offset, bytes) {
    return this.#commands.chunk(handle, offset, bytes);
  }

  /**
   * The same as a request, for any attachment of ours.
   *
   * @param {string} attachment
   * @param {number} offset
   * @param {Blob} bytes
   * @returns {Promise<{status: number, result: any}>}
   * @throws {import("./commands.js").CommandError}
   */
  chunkByHttp(attachment, offset, bytes) {
    return this.#commands.chunkByHttp(attachment, offset, bytes);
  }

  /** Bytes that wait on the socket to be sent (`bufferedAmount`). */
  get buffered() {
    return this.#line.buffered();
  }

  /** @returns {Line} */
  #makeLine() {
    const shared = makeSharedLine(this.#options, this.#http, this.#inbox);
    if (shared) shared.onalone = () => this.#goAlone();
    return this.#attach(shared ?? makeLadder(this.#options, this.#http, this.#inbox));
  }

  #goAlone() {
    this.#line.close();
    this.#line = this.#attach(makeLadder(this.#options, this.#http, this.#inbox));
    this.#line.hide(globalThis.document?.hidden ?? false);
    this.#line.want(this.#wish);
  }

  /** @param {Line} line */
  #attach(line) {
    line.onframe = (frame) => this.#hear(frame);
    line.onstate = (state) => this.#tell(state);
    return line;
  }

  /** @param {Partial<import("./types.js").Wish>} change */
  #want(change) {
    this.#wish = { ...this.#wish, ...change };
    if (this.state?.state !== "stopped") this.#line.want(this.#wish);
  }

  /** @param {Frame} frame */
  #hear(frame) {
    if (frame.type === "ack" || frame.type === "error") return this.#commands.answer(frame);
    if (frame.type === "unfollowed") this.#lose(frame.streams);
    if (frame.type === "heads") Object.assign(this.#heads, frame.heads);
    if (frame.type in DETAILS) this.#emit(frame.type, DETAILS[frame.type](frame));
    if (this.state && this.#behind() !== this.state.behind) this.#tell(this.state);
  }

  /** @param {string[]} streams */
  #lose(streams) {
    this.#wish = { follow: without(this.#wish.follow, streams), watch: without(this.#wish.watch, streams) };
  }

  /** @param {import("./types.js").LineState} state */
  #tell(state) {
    // A new connection answers nothing that was asked over the old one.
    if (state.connection !== this.state?.connection || state.state !== this.state.state) this.#commands.interrupt();
    this.state = { ...state, behind: this.#behind() };
    this.#emit("state", this.state);
  }

  #behind() {
    const followed = Object.entries(this.#heads).filter(([stream]) => carries(this.#wish.follow, stream));
    const missing = followed.map(([stream, { position }]) => position - (this.#inbox.position(stream) ?? position));
    return missing.reduce((sum, events) => sum + Math.max(0, events), 0);
  }

  /** @param {string} type @param {any} detail */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
