// The one place where text becomes elements. A message's `html` was sanitised when it was written
// (chat/text.py, nh3); this reads it once more by the same list, so that one fault alone opens nothing.
// DOMParser makes a document without a window: no script in it runs, no image in it loads.

const ALLOWED = new Map(
  Object.entries({
    a: ["href", "rel", "target"],
    blockquote: [],
    br: [],
    code: [],
    em: [],
    li: [],
    ol: ["start"],
    p: [],
    pre: [],
    s: [],
    span: ["class", "data-username"],
    strong: [],
    ul: [],
  }),
);
const SAFE_ADDRESS = /^(https?:|mailto:)/i;

/**
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function safeFragment(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of [...body.querySelectorAll("*")]) clean(element);
  const fragment = document.createDocumentFragment();
  fragment.append(...document.adoptNode(body).childNodes);
  return fragment;
}

/** @param {Element} element */
function clean(element) {
  const attributes = ALLOWED.get(element.localName);
  if (!attributes) {
    element.remove();
    return;
  }
  for (const { name, value } of [...element.attributes]) {
    if (!attributes.includes(name) || (name === "href" && !SAFE_ADDRESS.test(value))) element.removeAttribute(name);
  }
}
