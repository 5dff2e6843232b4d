/**
 * Finds the best way to the server that is open, and keeps to it; a Line (types.js).
 *
 * It knows no transport by name: it climbs a list of rungs, best first. A rung that is
 * not healthy within 2 s lets the next one start beside it, and one that fails lets it
 * start at once. From a lower rung it looks for something better now and then.
 */
import { fullJitter, spread } from "./backoff.js";
import { Contest } from "./contest.js";
import { Intake } from "./intake.js";
import { Lookout } from "./lookout.js";
import { Patience } from "./patience.js";
import { Renewal } from "./renewal.js";
import { Status } from "./status.js";

/** @typedef {import("../types.js").Reason} Reason */
/** @typedef {import("./attempt.js").Attempt} Attempt */
/** @typedef {import("../types.js").Wish} Wish */
/**
 * `reachable` asks for something small over plain HTTP: it tells offline from blocked. `renew` has
 * the proof renewed by which one comes back.
 * @typedef {{
 *   rungs: import("../types.js").Rung[], inbox: import("../wire/inbox.js").Inbox,
 *   reachable: () => Promise<boolean>, renew: (request: import("../types.js").Request) => void, memory: import("./memory.js").Memory,
 *   clock: import("../clock.js").Clock, random: () => number, times: import("./times.js").Times,
 * }} Env
 */

/** So many connections in a row that did not last, and the next rung gets its chance. */
const STRIKES = 3;
/** Ends that nobody else meets in the same moment: no need to spread the return. */
const ALONE = ["mute", "stale", "hole"];

export class Ladder {
  /** @type {(frame: import("../types.js").Frame) => void} */
  onframe = () => {};
  /** @type {(state: import("../types.js").LineState) => void} */
  onstate = () => {};

  #env;
  #intake;
  #contest;
  #lookout;
  #status;
  #patience;
  #renewal;
  #open = false;
  #strikes = 0;
  /** How often in a row a new wish could not be carried over. */
  #missed = 0;
  /** @type {any} */
  #carryTimer;
  /** @type {Attempt|null} the one that has been asked for a sign of life */
  #checking = null;
  /** @type {any} */
  #checkTimer;

  /** @param {Env} env */
  constructor(env) {
    this.#env = env;
    this.#intake = new Intake(env.inbox, (frame) => this.onframe(frame));
    this.#status = new Status(env.clock, (state) => this.onstate(state));
    this.#lookout = new Lookout(env, () => this.#look());
    this.#patience = new Patience(env, this.#status, (index) => this.#begin(index));
    this.#renewal = new Renewal(env, () => this.#request());
    this.#contest = new Contest(env, () => this.#request(), {
      onwin: (attempt) => this.#won(attempt),
      onframe: (attempt, frame) => this.#take(attempt, frame),
      ondoubt: (attempt) => this.#check(attempt),
      onend: (attempt, reason, role) => this.#ended(attempt, reason, role),
    });
  }

  /** What to carry from now on; the first call connects. @param {Wish} wish */
  want(wish) {
    this.#intake.wish = wish;
    if (this.#status.stopped) return;
    if (this.#intake.idle) this.#rest();
    else if (!this.#open) {
      this.#open = true;
      this.#begin(this.#home());
    } else if (this.#contest.current) this.#carryOver(this.#contest.current);
    else if (this.#contest.undecided) this.#begin(Math.min(...this.#contest.tried));
  }

  /** @param {object} frame @returns {boolean} whether it went up */
  send(frame) {
    return this.#contest.current?.send(frame) ?? false;
  }

  /** @returns {number} bytes that wait to be sent */
  buffered() {
    return this.#contest.current?.buffered() ?? 0;
  }

  /** Does not wait any longer, and looks for something better at once. */
  tryNow() {
    if (!this.#open || this.#status.stopped) return;
    if (this.#contest.current) this.#look();
    else this.#begin(0);
  }

  /** The page may have been away: what we believe of the connection must prove itself. */
  wake() {
    if (!this.#open || this.#status.stopped) return;
    if (this.#contest.current) this.#check(this.#contest.current);
    else if (!this.#contest.undecided && !this.#patience.advised) this.#begin(this.#home());
  }

  /** The network came back, perhaps another one. */
  online() {
    this.wake();
    this.#lookout.renew();
    if (this.#contest.current) this.#watchOut(this.#contest.current);
  }

  /** Nobody looks: the battery matters more than the second. @param {boolean} hidden */
  hide(hidden) {
    this.#contest.hide(hidden);
  }

  /** The page is being frozen or put away; `wake` goes on from the same place. */
  sleep() {
    // Nothing is open while the server has us wait, and that wait goes on.
    if (this.#patience.advised) return;
    this.#letGo();
    if (!this.#status.stopped) this.#status.waiting("waiting", null);
  }

  close() {
    this.#letGo();
    this.#open = false;
  }

  #home() {
    const name = this.#env.memory.recall();
    const index = this.#env.rungs.findIndex((rung) => rung.name === name);
    return Math.max(0, index);
  }

  #request() {
    return { ...this.#intake.wish, after: () => this.#env.inbox.cursor };
  }

  /** @param {number} index the rung to start from */
  #begin(index) {
    this.#letGo();
    this.#status.connecting();
    this.#contest.try(index);
  }

  /** Nothing is wanted for now. */
  #rest() {
    if (this.#open) this.#status.waiting("waiting", null);
    this.close();
  }

  #letGo() {
    this.#patience.rest();
    this.#env.clock.clearTimeout(this.#checkTimer);
    this.#env.clock.clearTimeout(this.#carryTimer);
    this.#lookout.rest();
    this.#renewal.rest();
    this.#contest.clear();
  }

  /** @param {Attempt} attempt */
  #won(attempt) {
    this.#env.clock.clearTimeout(this.#checkTimer);
    this.#env.memory.remember(attempt.name);
    this.#status.live(attempt.name);
    this.#renewal.begin();
    this.#watchOut(attempt);
    // It was opened with the wish of its time.
    if (this.#isCarried(attempt)) this.#missed = 0;
    else this.#carryOver(attempt);
  }

  /** @param {Attempt} attempt @param {import("../types.js").Frame} frame */
  #take(attempt, frame) {
    this.#status.heard();
    if (frame.type === "expelled") this.#stop(401);
    else if (!this.#intake.take(frame)) attempt.end({ kind: "lost", why: "hole" });
    else if (frame.type === "unfollowed" && this.#intake.idle) this.#stop(403);
  }

  /** @param {Attempt} attempt */
  #isCarried({ carried }) {
    const { follow, watch } = this.#intake.wish;
    return follow.join() === carried.follow.join() && watch.join() === carried.watch.join();
  }

  /** Gives the transport in use a new wish, or replaces it without a pause. @param {Attempt} attempt */
  #carryOver(attempt) {
    this.#env.clock.clearTimeout(this.#carryTimer);
    if (!attempt.update(this.#request())) this.#contest.replace();
  }

  /** The one that was to carry a new wish failed: the one in use goes on meanwhile. @param {Reason} reason */
  #carryLater({ kind, retryMs = 0 }) {
    const { clock, random, times } = this.#env;
    const ms = fullJitter(this.#missed, { baseMs: times.backoffBaseMs, capMs: times.backoffCapMs, random });
    this.#missed += 1;
    clock.clearTimeout(this.#carryTimer);
    this.#carryTimer = clock.setTimeout(
      () => {
        const { current } = this.#contest;
        if (current && !this.#isCarried(current)) this.#carryOver(current);
      },
      kind === "later" ? Math.max(ms, spread(retryMs, random)) : ms,
    );
  }

  /** @param {Attempt} attempt the one in use, of which we are not sure */
  #check(attempt) {
    const { clock, times } = this.#env;
    const heardAt = attempt.heardAt ?? 0;
    // The clock may have been set back.
    if (this.#checking === attempt || Math.abs(clock.now() - heardAt) < times.checkMs) return;
    if (!attempt.probe()) this.#contest.replace();
    this.#checking = attempt;
    clock.clearTimeout(this.#checkTimer);
    this.#checkTimer = clock.setTimeout(() => {
      this.#checking = null;
      if (attempt.heardAt === heardAt) attempt.end({ kind: "lost", why: "stale" });
    }, times.checkMs);
  }

  /** @param {Attempt} attempt the one in use */
  #watchOut(attempt) {
    if (attempt.index > 0) this.#lookout.next();
    else this.#lookout.rest();
  }

  /** Tries everything that is better than the transport in use, which goes on meanwhile. */
  #look() {
    const current = this.#contest.current;
    if (!current) return;
    for (let index = 0; index < current.index; index += 1) this.#contest.try(index);
    if (this.#contest.current) this.#watchOut(this.#contest.current);
  }

  /** @param {Attempt} attempt @param {Reason} reason @param {import("./contest.js").Role} role */
  #ended(attempt, reason, role) {
    const carried = this.#contest.current?.carried.follow ?? [];
    const added = this.#intake.wish.follow.filter((name) => !carried.includes(name));
    this.#status.failed(attempt.name, reason);
    const denied = reason.streams ?? (role === "twin" ? added : []);
    if (reason.code === 403 && denied.length > 0) this.#denied(denied, attempt);
    else if (reason.kind === "refused" || reason.kind === "over") this.#stop(reason.code ?? 403);
    else if (role === "current") this.#lost(attempt, reason);
    else if (role === "twin") this.#carryLater(reason);
    else if (!this.#contest.current) this.#failed(attempt, reason);
  }

  /** These may not be followed; what remains goes on. @param {string[]} streams @param {Attempt} attempt */
  #denied(streams, attempt) {
    this.#intake.lose(streams, "forbidden");
    if (this.#intake.idle) this.#stop(403);
    else if (!this.#contest.current && !this.#contest.undecided) this.#begin(attempt.index);
  }

  /** @param {number} code */
  #stop(code) {
    this.#letGo();
    this.#status.stop(code);
  }

  /** @param {Attempt} attempt the one that was in use @param {Reason} reason */
  #lost(attempt, reason) {
    const { clock, times, rungs } = this.#env;
    this.#letGo();
    const settled = clock.now() - (attempt.healthyAt ?? 0) >= times.settledMs;
    if (settled) this.#patience.settle();
    const unfit = reason.why === "mute" || reason.kind === "blocked";
    this.#strikes = unfit ? STRIKES : settled ? 0 : this.#strikes + 1;
    const down = this.#strikes >= STRIKES;
    if (down) this.#strikes = 0;
    const next = down ? Math.min(attempt.index + 1, rungs.length - 1) : attempt.index;
    if (reason.kind === "later") this.#patience.obey(next, reason.retryMs ?? 0);
    else if (settled && ALONE.includes(reason.why ?? "")) this.#begin(next);
    else this.#patience.backOff(next);
  }

  /** @param {Attempt} attempt a trial, while nothing is in use @param {Reason} reason */
  #failed(attempt, reason) {
    const next = this.#env.rungs.findIndex((_, index) => index > attempt.index && !this.#contest.tried.has(index));
    if (reason.kind !== "later" && next >= 0) this.#contest.try(next);
    else if (this.#contest.undecided) return;
    else if (reason.kind === "later") this.#patience.queue(attempt.index, reason.retryMs ?? 0);
    else {
      this.#env.memory.forget();
      this.#patience.retreat();
    }
  }
}
