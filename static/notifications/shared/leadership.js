/**
 * Which tab holds the connection: the one that has the Web Lock. The browser passes a
 * lock on when a tab closes or crashes. A tab that is frozen keeps it, so the others ask
 * for an answer now and then, and take the lock from a leader that has become deaf.
 */

/** @typedef {"none"|"leader"|"follower"} Role */

/** In milliseconds. @type {Readonly<{askMs: number, hiddenAskMs: number}>} */
export const LEADERSHIP_TIMES = Object.freeze({
  /** Two unanswered questions and the next moment make less than the 5 s of a take-over. */
  askMs: 1_200,
  /** A hidden tab is in no hurry: when it is shown, it asks faster. */
  hiddenAskMs: 15_000,
});
/** A question may be lost in a busy moment; a second one is not. */
const UNANSWERED = 2;

export class Leadership {
  /** @type {Role} */
  role = "none";
  /** We have the lock. */
  onlead = () => {};
  /** Somebody else leads, or somebody else than before. */
  onfollow = () => {};
  /** The browser does not let this page have locks. */
  onbarred = () => {};

  #id;
  #lock;
  #locks;
  #post;
  #clock;
  #times;
  #askMs;
  #unanswered = 0;
  /** @type {string|null} */
  #leader = null;
  /** Makes what an earlier request for the lock still has to say meaningless. */
  #claim = new AbortController();
  #release = () => {};
  /** @type {any} */
  #timer;

  /**
   * @param {{
   *   id: string, lock: string, locks: Pick<LockManager, "request">,
   *   post: (message: {type: "ask"|"here"}) => void,
   *   clock: import("../clock.js").Clock, times?: typeof LEADERSHIP_TIMES,
   * }} env `id` names this tab; `post` reaches all others
   */
  constructor({ id, lock, locks, post, clock, times = LEADERSHIP_TIMES }) {
    this.#id = id;
    this.#lock = lock;
    this.#locks = locks;
    this.#post = post;
    this.#clock = clock;
    this.#times = times;
    this.#askMs = times.askMs;
  }

  /** Stands for election. */
  start() {
    this.#request(false);
    this.#ask();
  }

  /** Steps back; another tab takes over at once. */
  stop() {
    this.#clock.clearTimeout(this.#timer);
    this.role = "none";
    this.#leader = null;
    this.#claim.abort();
    this.#release();
  }

  /** @param {boolean} hidden */
  hide(hidden) {
    this.#askMs = hidden ? this.#times.hiddenAskMs : this.#times.askMs;
    if (this.role !== "none" && !hidden) this.#ask();
  }

  /** @param {{type: string, from: string}} message of another tab */
  hear({ type, from }) {
    if (type === "ask" && this.role === "leader") this.#post({ type: "here" });
    if (type !== "here" || this.role === "leader" || this.role === "none") return;
    this.#unanswered = 0;
    if (this.#leader === from) return;
    this.#leader = from;
    this.onfollow();
  }

  /** Whether a message comes from the one who leads. @param {string} from */
  leads(from) {
    return from === this.#leader;
  }

  /** @param {boolean} steal */
  #request(steal) {
    this.#claim.abort();
    this.#claim = new AbortController();
    const { signal } = this.#claim;
    if (this.role === "none") this.role = "follower";
    const options = steal ? { steal } : { signal };
    this.#locks
      .request(this.#lock, options, () => (signal.aborted ? undefined : this.#lead()))
      .catch(() => {
        if (signal.aborted) return;
        if (this.role === "leader") this.#demoted();
        else this.onbarred();
      });
  }

  /** @returns {Promise<void>} pending for as long as we lead */
  #lead() {
    this.#clock.clearTimeout(this.#timer);
    this.role = "leader";
    this.#leader = this.#id;
    const held = new Promise((/** @type {(_: void) => void} */ done) => {
      this.#release = done;
    });
    this.#post({ type: "here" });
    this.onlead();
    return held;
  }

  /** The lock was taken from us while we were frozen. */
  #demoted() {
    this.#release();
    this.role = "follower";
    this.#leader = null;
    this.onfollow();
    this.#request(false);
    this.#ask();
  }

  /** Asks who leads; nobody answering for long enough means that the leader is frozen. */
  #ask() {
    this.#clock.clearTimeout(this.#timer);
    if (this.role !== "follower") return;
    if (this.#unanswered >= UNANSWERED) {
      this.#unanswered = 0;
      this.#request(true);
    }
    this.#unanswered += 1;
    this.#post({ type: "ask" });
    this.#timer = this.#clock.setTimeout(() => this.#ask(), this.#askMs);
  }
}
