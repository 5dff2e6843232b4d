// The page of a stream: values that are new get an element of their own.

import "./live-value.js";
import { valuesOf } from "./values.js";

const page = JSON.parse(String(document.getElementById("live")?.textContent));
const list = /** @type {HTMLElement} */ (document.querySelector("[data-part=values]"));
const empty = /** @type {HTMLElement | null} */ (document.querySelector("[data-part=empty]"));
const values = valuesOf(page.stream);

values.addEventListener("changed", () => {
  const shown = new Set([...list.querySelectorAll("live-value")].map((element) => element.getAttribute("name")));
  for (const name of values.values.keys()) {
    if (shown.has(name) || (page.wanted && !page.wanted.includes(name))) continue;
    const item = document.createElement("li");
    const element = document.createElement("live-value");
    element.className = "live-tile figure-tile";
    const { textTrue, textFalse } = list.dataset;
    const given = { stream: page.stream, name, "text-true": textTrue ?? "", "text-false": textFalse ?? "" };
    for (const [key, value] of Object.entries(given)) element.setAttribute(key, value);
    item.append(element);
    list.append(item);
  }
  if (empty) empty.hidden = list.childElementCount > 0;
});
