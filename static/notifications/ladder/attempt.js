/**
 * One opened transport under observation. It is healthy after its first frame and not
 * before: a handshake proves nothing, since proxies accept what they will not pass on.
 */

/** @typedef {import("../types.js").Transport} Transport */
/** @typedef {import("../types.js").Reason} Reason */
/** @typedef {import("../types.js").Frame} Frame */

// A timer that comes later than this says that the page slept, not that the server did.
const LATE_MS = 5_000;

export class Attempt {
  /** @type {number|null} when its first frame came */
  healthyAt = null;
  /** @type {number|null} when its last byte came */
  heardAt = null;
  /** What it really carries. @type {import("../types.js").Wish} */
  carried = { follow: [], watch: [] };

  #clock;
  #times;
  #transport;
  #handlers;
  #ended = false;
  /** @type {any} */
  #timer;

  /**
   * @param {{name: string, index: number, transport: Transport}} rung
   * @param {{clock: import("../clock.js").Clock, times: import("./times.js").Times}} setting
   * @param {{
   *   onhealthy: (attempt: Attempt) => void,
   *   onframe: (attempt: Attempt, frame: Frame) => void,
   *   ondoubt: (attempt: Attempt) => void,
   *   onend: (attempt: Attempt, reason: Reason) => void,
   * }} handlers `ondoubt` when silence is explained by our own sleep
   */
  constructor({ name, index, transport }, { clock, times }, handlers) {
    this.name = name;
    this.index = index;
    this.#transport = transport;
    this.#clock = clock;
    this.#times = times;
    this.#handlers = handlers;
  }

  /** @param {import("../types.js").Request} request */
  open(request) {
    const transport = this.#transport;
    this.carried = request;
    transport.onalive = () => this.#alive();
    transport.onframe = (frame) => this.#frame(frame);
    transport.onclose = (reason) => this.#end(reason);
    this.#arm(this.#times.trialMs, () => this.end({ kind: "blocked", why: "silent" }));
    try {
      transport.open(request);
    } catch {
      // A browser may throw, by policy or for an address that it does not like. Whoever opened us hears of it later.
      this.#arm(0, () => this.end({ kind: "blocked", why: "refused" }));
    }
  }

  /** Ends it from our side and says so, as if the transport had. @param {Reason} reason */
  end(reason) {
    if (this.#ended) return;
    this.close();
    this.#handlers.onend(this, reason);
  }

  /** Ends it without a word. */
  close() {
    this.#ended = true;
    this.#clock.clearTimeout(this.#timer);
    this.#transport.close();
  }

  /** @param {import("../types.js").Request} request @returns {boolean} whether it went over live */
  update(request) {
    const taken = this.#transport.update?.(request) ?? false;
    if (taken) this.carried = request;
    return taken;
  }

  /** @param {object} frame @returns {boolean} whether this transport can carry it */
  send(frame) {
    this.#transport.send?.(frame);
    return this.#transport.send !== undefined;
  }

  /** @returns {number} bytes that wait to be sent */
  buffered() {
    return this.#transport.buffered?.() ?? 0;
  }

  /** Asks for a sign of life; @returns {boolean} whether it can be asked */
  probe() {
    this.#transport.probe?.();
    return this.#transport.probe !== undefined;
  }

  /** @param {boolean} hidden */
  slow(hidden) {
    this.#transport.slow?.(hidden);
  }

  #alive() {
    if (this.#ended) return;
    this.heardAt = this.#clock.now();
    if (this.healthyAt !== null) this.#awaitNextByte();
  }

  /** @param {Frame} frame */
  #frame(frame) {
    if (this.#ended) return;
    this.heardAt = this.#clock.now();
    if (this.healthyAt === null) {
      this.healthyAt = this.heardAt;
      this.#awaitNextByte();
      this.#handlers.onhealthy(this);
    }
    if (!this.#ended) this.#handlers.onframe(this, frame);
  }

  #awaitNextByte() {
    const due = this.#clock.now() + this.#times.muteMs;
    this.#arm(this.#times.muteMs, () => {
      if (this.#clock.now() - due > LATE_MS) {
        this.#awaitNextByte();
        this.#handlers.ondoubt(this);
      } else this.end({ kind: "lost", why: "mute" });
    });
  }

  /** @param {number} ms @param {() => void} fn */
  #arm(ms, fn) {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(fn, ms);
  }

  /** @param {Reason} reason */
  #end(reason) {
    if (this.#ended) return;
    this.#ended = true;
    this.#clock.clearTimeout(this.#timer);
    this.#handlers.onend(this, reason);
  }
}
