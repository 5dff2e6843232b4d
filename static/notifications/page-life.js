/**
 * What happens to a page that a connection must know: it is hidden and shown, frozen and
 * thawed, put into the back/forward cache, its network or its machine goes to sleep.
 */
import { watchLeaps } from "./clock.js";

/**
 * @param {() => Pick<import("./types.js").Line, "wake"|"online"|"hide"|"sleep">} line the one in use by then
 * @param {import("./clock.js").Clock} clock
 * @param {{window: Window, document: Document}|null} page null outside a browser
 * @returns {() => void} ends the watch
 */
export function watchPage(line, clock, page) {
  const stopLeaps = watchLeaps(clock, () => line().wake());
  if (!page) return stopLeaps;
  const { window, document } = page;
  const shown = () => {
    line().hide(document.hidden);
    if (!document.hidden) line().wake();
  };
  line().hide(document.hidden);
  const controller = new AbortController();
  const on = (/** @type {EventTarget} */ target, /** @type {string} */ type, /** @type {() => void} */ listener) =>
    target.addEventListener(type, listener, { signal: controller.signal });
  on(document, "visibilitychange", shown);
  on(document, "freeze", () => line().sleep());
  on(document, "resume", () => line().wake());
  on(window, "pagehide", () => line().sleep());
  on(window, "pageshow", () => line().wake());
  on(window, "online", () => line().online());
  on(window, "offline", () => line().wake());
  return () => {
    controller.abort();
    stopLeaps();
  };
}
