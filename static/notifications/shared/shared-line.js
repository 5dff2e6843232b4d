/**
 * One connection for all tabs of a browser; a Line (types.js). This is the side that
 * every tab has: it says what it wants, and takes each event once, whoever leads.
 */
import { Intake } from "../ladder/intake.js";
import { CatchUp } from "./catch-up.js";
import { Leader } from "./leader.js";
import { Leadership } from "./leadership.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").LineState} LineState */
/** @typedef {import("./messages.js").Message} Message */
/** @typedef {import("./messages.js").ToLeader} ToLeader */
/** @typedef {import("./messages.js").FromLeader} FromLeader */
/** @typedef {Pick<BroadcastChannel, "postMessage"|"close"|"onmessage">} Channel */
/**
 * `channel` and `lock` are those of one person on one site: tabs share what they may see.
 * @typedef {{
 *   id: string, lock: string, locks: Pick<LockManager, "request">, channel: Channel,
 *   inbox: import("../wire/inbox.js").Inbox,
 *   makeLadder: (inbox: import("../wire/inbox.js").Inbox) => import("../types.js").Line,
 *   http: import("../http.js").Http, clock: import("../clock.js").Clock, random: () => number,
 * }} Env
 */

export class SharedLine {
  onframe = (/** @type {Frame} */ _) => {};
  onstate = (/** @type {LineState} */ _) => {};
  /** This tab cannot share: one connection cannot carry its streams too, or it may have no lock. */
  onalone = () => {};

  #env;
  #intake;
  #leadership;
  #catchUp;
  #hidden = false;
  /** @type {"closed"|"open"|"asleep"|"ended"} `ended` for good, `closed` until something is wanted */
  #life = "closed";
  /** @type {LineState|null} what was told last */
  #told = null;
  /** @type {Leader|null} while this tab leads */
  #leader = null;

  /** @param {Env} env */
  constructor(env) {
    this.#env = env;
    this.#intake = new Intake(env.inbox, (frame) => this.onframe(frame));
    this.#leadership = new Leadership({ ...env, post: (message) => this.#post(message) });
    this.#leadership.onlead = () => this.#lead();
    this.#leadership.onfollow = () => this.#follow();
    this.#leadership.onbarred = () => this.onalone();
    this.#catchUp = new CatchUp({
      ...env,
      request: () => ({ ...this.#intake.wish, watch: [], after: () => env.inbox.cursor }),
      take: (frame) => this.#intake.take(frame),
      refused: (reason) => this.#refused(reason),
    });
    env.channel.onmessage = ({ data }) => this.#hear(data);
  }

  /** @param {import("../types.js").Wish} wish */
  want(wish) {
    this.#intake.wish = wish;
    if (this.#life === "open") this.#want();
    else if (this.#life !== "ended") this.#start();
  }

  /** Only the leader's commands go over the socket. @param {object} frame @returns {boolean} whether it went up */
  send(frame) {
    return this.#leader?.send(frame) ?? false;
  }

  /** @returns {number} bytes that wait to be sent */
  buffered() {
    return this.#leader?.buffered() ?? 0;
  }

  tryNow() {
    this.#say({ type: "try" });
  }

  wake() {
    if (this.#life === "asleep") this.#start();
    if (this.#life !== "open") return;
    this.#want();
    this.#say({ type: "wake" });
  }

  online() {
    this.wake();
    this.#say({ type: "online" });
  }

  /** @param {boolean} hidden */
  hide(hidden) {
    this.#hidden = hidden;
    this.#leadership.hide(hidden);
    if (this.#life === "open") this.#want();
  }

  /** A frozen leader would hold everybody up: another tab takes over. */
  sleep() {
    if (this.#life !== "open") return;
    this.#leave("asleep");
    // What was asked over this connection is not answered any more.
    const since = this.#env.clock.now();
    if (this.#told) this.#state({ ...this.#told, state: "waiting", transport: null, since, nextTryAt: null });
  }

  close() {
    if (this.#life === "ended") return;
    this.#leave("closed");
    this.#life = "ended";
    this.#env.channel.close();
  }

  #start() {
    this.#life = "open";
    this.#leadership.start();
  }

  /** @param {"closed"|"asleep"} life */
  #leave(life) {
    this.#life = life;
    this.#say({ type: "leave" });
    this.#catchUp.stop();
    this.#leader?.close();
    this.#leader = null;
    this.#leadership.stop();
  }

  #lead() {
    this.#leader = new Leader({
      ...this.#env,
      post: (message) => this.#post(message),
      answer: (frame) => this.onframe(frame),
    });
    this.#want();
  }

  #follow() {
    this.#leader?.close();
    this.#leader = null;
    this.#want();
  }

  #want() {
    this.#say({ type: "want", wish: this.#intake.wish, cursor: this.#env.inbox.cursor, hidden: this.#hidden });
  }

  /** To whoever leads. @param {ToLeader} message */
  #say(message) {
    if (this.#leader) this.#leader.hear({ ...message, from: this.#env.id });
    else this.#send(message);
  }

  /** To every tab. @param {FromLeader|ToLeader} message */
  #post(message) {
    this.#send(message);
    if (message.type !== "ask" && message.type !== "here") this.#take({ ...message, from: this.#env.id });
  }

  /** @param {FromLeader|ToLeader} message */
  #send(message) {
    if (this.#life !== "ended") this.#env.channel.postMessage({ ...message, from: this.#env.id });
  }

  /** @param {Message} message of another tab */
  #hear(message) {
    if (this.#life !== "open") return;
    this.#leadership.hear(message);
    if (this.#leader) this.#leader.hear(/** @type {any} */ (message));
    else if (this.#leadership.leads(message.from)) this.#take(message);
  }

  /** @param {Message} message of the leader */
  #take(message) {
    if (this.#life !== "open") return;
    if (message.type === "frame") this.#frame(message.frame);
    else if (message.type === "state") this.#state(message.state);
    else if (message.type === "joined" && message.to === this.#env.id) this.#joined(message);
    else if (message.type === "full" && message.to === this.#env.id) this.onalone();
  }

  /** @param {Frame} frame */
  #frame(frame) {
    if (this.#catchUp.busy) this.#catchUp.keep(frame);
    else if (!this.#intake.take(frame)) this.#catchUp.run();
    else if (frame.type === "unfollowed" && this.#intake.idle) this.#stop(403);
  }

  /** @param {LineState} state */
  #state(state) {
    this.#told = state;
    this.onstate(state);
    if (state.state === "stopped") this.#leave("closed");
  }

  /** @param {{cursor: string, state: LineState|null}} answer */
  #joined({ cursor, state }) {
    const { inbox } = this.#env;
    if (inbox.behind(cursor, this.#intake.wish)) this.#catchUp.run();
    else inbox.adopt(cursor, this.#intake.wish);
    if (state) this.#state(state);
  }

  /** @param {import("../types.js").Reason} reason */
  #refused({ code = 403, streams = [] }) {
    this.#intake.lose(streams, "forbidden");
    if (streams.length === 0 || this.#intake.idle) this.#stop(code);
    else this.#want();
  }

  /** @param {number} code */
  #stop(code) {
    const now = this.#env.clock.now();
    this.#state({
      state: "stopped",
      transport: null,
      connection: 0,
      since: now,
      heardAt: now,
      failed: [],
      nextTryAt: null,
      code,
    });
  }
}
