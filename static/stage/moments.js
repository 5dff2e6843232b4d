// The two times a stage runs by: our clock since something was put there, or a video's own.
// Both say at which moment of the recording the reader is, and whether what is said now floats by now.

// What comes a little late, over a slow connection, still belongs to this moment.
const LATE_MS = 5_000;

/** The time since something was put on stage; one can go back in it, and return to now. */
export class SessionTime extends EventTarget {
  #since;
  #clock;
  /** How far behind now; 0: live. */
  #behindMs = 0;
  /** @type {number | null} */
  #heldAt = null;

  /**
   * @param {number} since ms of the epoch
   * @param {() => number} clock the server's, in ms of the epoch
   */
  constructor(since, clock) {
    super();
    this.#since = since;
    this.#clock = clock;
  }

  /** Milliseconds of the recording so far. */
  get length() {
    return Math.max(0, this.#clock() - this.#since);
  }

  get position() {
    return Math.max(0, (this.#heldAt ?? this.#clock()) - this.#since - this.#behindMs);
  }

  /** What the clocks of the room showed at this moment, in ms of the epoch. */
  get timeOfDay() {
    return this.#since + this.position;
  }

  get isLive() {
    return this.#behindMs === 0;
  }

  /** Do moments of the recording pass? */
  get replays() {
    return !this.isLive && this.#heldAt === null;
  }

  /** Does what was said at `atMs` float by now? @param {number | null} _atMs */
  showsNow(_atMs) {
    return this.isLive;
  }

  /** @param {number} ms */
  seek(ms) {
    this.#behindMs = Math.max(1, this.length - ms);
    if (this.#heldAt !== null) this.#heldAt = this.#clock();
    this.dispatchEvent(new Event("seek"));
  }

  goLive() {
    this.#behindMs = 0;
    this.dispatchEvent(new Event("seek"));
  }

  hold() {
    this.#heldAt ??= this.#clock();
  }

  go() {
    if (this.#heldAt !== null && !this.isLive) this.#behindMs += this.#clock() - this.#heldAt;
    this.#heldAt = null;
  }
}

/** The time of a video. It is played and wound by its own controls. */
export class VideoTime extends EventTarget {
  #video;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    super();
    this.#video = video;
    video.addEventListener("seeking", () => this.dispatchEvent(new Event("seek")));
    for (const type of ["play", "pause"]) video.addEventListener(type, () => this.dispatchEvent(new Event("held")));
  }

  get position() {
    return Math.round(this.#video.currentTime * 1_000);
  }

  get replays() {
    return !this.#video.paused;
  }

  /** Has the reader stopped it? One that was not begun stops nobody. */
  get isHeld() {
    return this.#video.paused && this.#video.played.length > 0;
  }

  /** Does what was said at `atMs` float by now? What lies ahead comes at its moment. @param {number | null} atMs */
  showsNow(atMs) {
    if (atMs === null || this.#video.played.length === 0) return true;
    return atMs <= this.position && atMs > this.position - LATE_MS;
  }
}
