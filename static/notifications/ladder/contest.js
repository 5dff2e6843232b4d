/**
 * The transports that are open at one time: the one in use and those on trial beside it.
 * The first that proves healthy is in use; a better one then takes its place, and the
 * old one is closed only after that (make before break).
 */
import { Attempt } from "./attempt.js";

/** @typedef {import("../types.js").Reason} Reason */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {"current"|"twin"|"trial"} Role what an attempt was when it ended */

export class Contest {
  /** @type {Attempt|null} the one in use */
  current = null;
  /** @type {Set<number>} rungs tried since nothing is in use */
  tried = new Set();

  #env;
  #handlers;
  #request;
  #hidden = false;
  /** @type {Set<Attempt>} opened, not healthy yet */
  #trials = new Set();
  /** @type {Attempt|null} the trial that is to replace the one in use on its own rung */
  #twin = null;

  /**
   * @param {Pick<import("./ladder.js").Env, "rungs"|"clock"|"times">} env
   * @param {() => import("../types.js").Request} request what to carry, asked for each opening
   * @param {{
   *   onwin: (attempt: Attempt) => void,
   *   onframe: (attempt: Attempt, frame: Frame) => void,
   *   ondoubt: (attempt: Attempt) => void,
   *   onend: (attempt: Attempt, reason: Reason, role: Role) => void,
   * }} handlers
   */
  constructor(env, request, handlers) {
    this.#env = env;
    this.#request = request;
    this.#handlers = handlers;
  }

  /** Whether anything is on trial. */
  get undecided() {
    return this.#trials.size > 0;
  }

  /**
   * Opens this rung; while nothing is in use, the next one follows when it is slow.
   *
   * @param {number} index
   * @returns {Attempt|null} null when there is no such rung or it is on trial already
   */
  try(index) {
    const { rungs, clock, times } = this.#env;
    if (index >= rungs.length || [...this.#trials].some((trial) => trial.index === index)) return null;
    const attempt = new Attempt({ index, name: rungs[index].name, transport: rungs[index].create() }, this.#env, {
      onhealthy: (it) => this.#healthy(it),
      onframe: this.#handlers.onframe,
      ondoubt: this.#handlers.ondoubt,
      onend: (it, reason) => this.#ended(it, reason),
    });
    this.tried.add(index);
    this.#trials.add(attempt);
    clock.setTimeout(() => this.#trials.has(attempt) && !this.current && this.try(index + 1), times.hedgeMs);
    attempt.slow(this.#hidden);
    attempt.open(this.#request());
    return attempt;
  }

  /** Opens the rung in use a second time, to take over from the first. */
  replace() {
    if (!this.current) return;
    if (this.#twin) this.#drop(this.#twin);
    this.#twin = this.try(this.current.index);
  }

  /** @param {boolean} hidden */
  hide(hidden) {
    this.#hidden = hidden;
    for (const attempt of [this.current, ...this.#trials]) attempt?.slow(hidden);
  }

  /** Closes everything. */
  clear() {
    for (const attempt of [this.current, ...this.#trials]) attempt?.close();
    this.#trials.clear();
    this.tried.clear();
    this.current = null;
    this.#twin = null;
  }

  /** @param {Attempt} attempt its first frame came */
  #healthy(attempt) {
    const old = this.current;
    this.#trials.delete(attempt);
    if (old && old.index <= attempt.index && attempt !== this.#twin) return attempt.close();
    this.current = attempt;
    this.#twin = null;
    for (const trial of this.#trials) if (trial.index >= attempt.index) this.#drop(trial);
    old?.close();
    this.#handlers.onwin(attempt);
  }

  /** @param {Attempt} trial */
  #drop(trial) {
    this.#trials.delete(trial);
    trial.close();
  }

  /** @param {Attempt} attempt @param {Reason} reason */
  #ended(attempt, reason) {
    /** @type {Role} */
    const role = attempt === this.current ? "current" : attempt === this.#twin ? "twin" : "trial";
    this.#trials.delete(attempt);
    if (role === "current") this.current = null;
    if (role === "twin") this.#twin = null;
    this.#handlers.onend(attempt, reason, role);
  }
}
