// Copies a text, also where browsers have no clipboard for scripts: without https, as in a house network.

/**
 * @param {string} text
 * @returns {Promise<boolean>} was it copied?
 */
export async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true);
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = document.createElement("textarea");
  field.className = "for-readers";
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus();
  return copied;
}
