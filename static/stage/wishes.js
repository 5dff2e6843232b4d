// How a reader wants the comments to float: kept in this browser, and never trusted when read back.

/** @typedef {{area: number, density: "low" | "medium" | "high", opacity: number, hover: boolean, still: boolean}} Wishes */
/** @typedef {{mode: string, colour: string, size: string}} Look */

/** How many may be on the stage at once. */
export const DENSITIES = { low: 30, medium: 90, high: 250 };
export const AREAS = [25, 50, 75, 100];
export const LOOKS = {
  mode: ["scroll", "top", "bottom"],
  colour: ["white", "red", "orange", "yellow", "green", "cyan", "blue", "pink"],
  size: ["small", "medium", "large"],
};

const KEY = "stage";
/** @type {Wishes & Look} */
const USUAL = {
  area: 75,
  density: "medium",
  opacity: 100,
  hover: true,
  still: false,
  mode: "scroll",
  colour: "white",
  size: "medium",
};

/**
 * Keeps what is allowed of it, and the usual for the rest.
 * @param {any} given
 * @returns {Wishes & Look}
 */
export function sensible(given) {
  const one = (/** @type {string} */ name, /** @type {any[]} */ of) =>
    of.includes(given?.[name]) ? given[name] : USUAL[name];
  const opacity = Number(given?.opacity);
  return {
    area: one("area", AREAS),
    density: one("density", Object.keys(DENSITIES)),
    opacity: opacity >= 20 && opacity <= 100 ? opacity : USUAL.opacity,
    hover: one("hover", [true, false]),
    still: one("still", [true, false]),
    mode: one("mode", LOOKS.mode),
    colour: one("colour", LOOKS.colour),
    size: one("size", LOOKS.size),
  };
}

/** @param {Pick<Storage, "getItem">} storage */
export function remembered(storage) {
  try {
    return sensible(JSON.parse(storage.getItem(KEY) ?? "null"));
  } catch {
    // Not JSON, or storage is forbidden here.
    return sensible(null);
  }
}

/**
 * @param {Pick<Storage, "setItem">} storage
 * @param {Wishes & Look} wishes
 */
export function remember(storage, wishes) {
  try {
    storage.setItem(KEY, JSON.stringify(wishes));
  } catch {
    // Full, or forbidden: it holds for this page then.
  }
}
