// What every page does: choose colours, close menus.

const dark = matchMedia("(prefers-color-scheme: dark)");
const YEAR_S = 365 * 24 * 60 * 60;

const toggle = /** @type {HTMLElement | null} */ (document.querySelector("[data-theme-toggle]"));
if (toggle) {
  const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
  const label = () => toggle.setAttribute("aria-label", String(isDark() ? toggle.dataset.light : toggle.dataset.dark));
  toggle.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    // The server reads the cookie, so that no page flashes in the wrong colours.
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API wants https, which a site in a house network lacks
    document.cookie = `theme=${theme}; path=/; max-age=${YEAR_S}; samesite=lax`;
    label();
  });
  dark.addEventListener("change", label);
  label();
}

const openMenus = () => /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("[data-menu][open]")]);

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});
