/**
 * Time, as something that can be handed in: tests bring a clock of their own.
 *
 * @typedef {{now(): number, setTimeout(fn: () => void, ms: number): any, clearTimeout(timer: any): void}} Clock
 */

/** @type {Clock} */
export const systemClock = {
  // Wall time, not performance.now(): that one stands still while a laptop sleeps.
  now: () => Date.now(),
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  clearTimeout: (timer) => clearTimeout(timer),
};

const TICK_MS = 5_000;
// Background tabs get their timers up to a minute late; that is a leap too, and a check is cheap.
const LEAP_MS = 10_000;

/**
 * Calls `onleap` when a timer comes much too late or the clock was set: the machine
 * slept, or the page was frozen without being told.
 *
 * @param {Clock} clock
 * @param {() => void} onleap
 * @returns {() => void} ends the watch
 */
export function watchLeaps(clock, onleap) {
  let due = 0;
  /** @type {any} */
  let timer;
  const arm = () => {
    due = clock.now() + TICK_MS;
    timer = clock.setTimeout(tick, TICK_MS);
  };
  const tick = () => {
    const leapt = Math.abs(clock.now() - due) > LEAP_MS;
    arm();
    if (leapt) onleap();
  };
  arm();
  return () => clock.clearTimeout(timer);
}

/**
 * @param {Clock} clock
 * @param {number} ms
 * @param {AbortSignal} [signal] cuts the wait short
 * @returns {Promise<void>}
 */
export function pause(clock, ms, signal) {
  if (ms <= 0 || signal?.aborted) return Promise.resolve();
  return new Promise((done) => {
    const end = () => {
      clock.clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      done();
    };
    const timer = clock.setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
}
