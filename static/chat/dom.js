// Finding and keeping elements. The parts of a template are named by `data-part`.

/**
 * The element that plays a part.
 * @param {ParentNode} root
 * @param {string} name
 * @returns {any} an HTMLElement of the kind the template gives it
 */
export function part(root, name) {
  const element = root.querySelector(`[data-part="${name}"]`);
  if (!element) throw new Error(`nothing plays the part ${name}`);
  return element;
}

/**
 * A copy of the one element in a <template>.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copyOf(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
}

/**
 * Shows a text, or hides the element when there is none.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function show(element, text) {
  element.textContent = text;
  element.hidden = text === "";
}

/**
 * Makes the children of `container` those of `items`, touching only what differs: an element stays
 * the same as long as its key does, so focus, selection and the screen reader's place stay too.
 * @template Item
 * @param {HTMLElement} container
 * @param {Item[]} items
 * @param {object} how
 * @param {(item: Item) => string} how.key
 * @param {Map<string, HTMLElement>} how.elements what is there, by key; kept up to date
 * @param {(item: Item) => HTMLElement} how.create
 * @param {(element: HTMLElement, item: Item) => void} how.fill
 */
export function reconcile(container, items, { key, elements, create, fill }) {
  const keys = new Set(items.map(key));
  for (const [name, element] of elements) {
    if (keys.has(name)) continue;
    element.remove();
    elements.delete(name);
  }
  /** @type {Element | null} */
  let place = container.firstElementChild;
  for (const item of items) {
    let element = elements.get(key(item));
    if (!element) {
      element = create(item);
      elements.set(key(item), element);
    }
    fill(element, item);
    if (element === place) place = place.nextElementSibling;
    else container.insertBefore(element, place);
  }
}
