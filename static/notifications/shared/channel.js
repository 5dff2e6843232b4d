/**
 * @param {string} name
 * @returns {BroadcastChannel|null} null where there is none, or the browser forbids it with all that it keeps
 */
export function openChannel(name) {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
