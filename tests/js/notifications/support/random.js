/** Chance that can be had again. */

/**
 * https://en.wikipedia.org/wiki/Linear_congruential_generator, constants of Numerical Recipes
 * @param {number} seed
 * @returns {() => number} from 0 to 1
 */
export function generator(seed) {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const pick = (random, list) => list[Math.floor(random() * list.length)];

/** All seeds from 1, or the one that the environment names. @param {number} count @returns {number[]} */
export function seeds(count) {
  const { SEED } = process.env;
  return SEED ? [Number(SEED)] : Array.from({ length: count }, (_, index) => index + 1);
}
