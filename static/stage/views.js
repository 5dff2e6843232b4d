// A room as a list, as a stage, or both. The address says which, for others and for a beamer; a cookie
// of the room's own address remembers it, so that the server renders the right one at once.

const YEAR_S = 365 * 24 * 60 * 60;

/**
 * @param {HTMLElement} room what carries `data-view`
 * @param {HTMLElement} links those that switch
 * @param {() => void} changed
 */
export function switchViews(room, links, changed) {
  links.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a");
    const view = link?.dataset.view;
    if (!view || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    room.dataset.view = view;
    for (const one of links.querySelectorAll("a")) {
      if (one === link) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
    history.replaceState(null, "", `?view=${view}`);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API wants https, which a site in a house network lacks
    document.cookie = `view=${view}; path=${location.pathname}; max-age=${YEAR_S}; samesite=lax`;
    changed();
  });
}
