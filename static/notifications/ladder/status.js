/** What a line says of itself: the LineState of types.js, told on every change. */

/** @typedef {import("../types.js").LineState} LineState */

export class Status {
  #clock;
  #tell;
  /** @type {Map<string, {transport: string, why: string, at: number}>} */
  #failed = new Map();
  /** @type {Omit<LineState, "failed">} */
  #state;

  /**
   * @param {import("../clock.js").Clock} clock
   * @param {(state: LineState) => void} tell
   */
  constructor(clock, tell) {
    this.#clock = clock;
    this.#tell = tell;
    this.#state = {
      state: "waiting",
      transport: null,
      connection: 0,
      since: clock.now(),
      heardAt: null,
      nextTryAt: null,
      code: null,
    };
  }

  get stopped() {
    return this.#state.state === "stopped";
  }

  /** @returns {LineState} */
  get state() {
    return { ...this.#state, failed: [...this.#failed.values()] };
  }

  heard() {
    this.#state.heardAt = this.#clock.now();
  }

  /** @param {string} transport */
  live(transport) {
    this.#failed.delete(transport);
    this.heard();
    this.#set({ state: "live", transport, connection: this.#state.connection + 1, nextTryAt: null, code: null });
  }

  connecting() {
    this.#set({ state: "connecting", transport: null, nextTryAt: null });
  }

  /** @param {"waiting"|"offline"} state @param {number|null} nextTryAt milliseconds since 1970 */
  waiting(state, nextTryAt) {
    this.#set({ state, transport: null, nextTryAt });
  }

  /** @param {number} code the HTTP status that ended it for good */
  stop(code) {
    this.#set({ state: "stopped", transport: null, nextTryAt: null, code });
  }

  /** @param {string} transport @param {import("../types.js").Reason} reason */
  failed(transport, { kind, why }) {
    this.#failed.set(transport, { transport, why: why ?? kind, at: this.#clock.now() });
  }

  /** @param {Partial<LineState>} change */
  #set(change) {
    const moved = change.state !== this.#state.state || change.transport !== this.#state.transport;
    this.#state = { ...this.#state, ...change, since: moved ? this.#clock.now() : this.#state.since };
    this.#tell(this.state);
  }
}
