// Draws charts into the SVG elements of a template.

import { part } from "../chat/dom.js";
import { areaPath, bars, linePath } from "./chart.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {SVGElement} svg with the paths `line` and `area`
 * @param {number[]} values
 * @param {number} [low] what the ground stands for
 */
export function drawLine(svg, values, low) {
  part(svg, "line").setAttribute("d", linePath(values, low));
  part(svg, "area").setAttribute("d", areaPath(values, low));
}

/**
 * @param {SVGElement} svg
 * @param {number[]} values
 */
export function drawBars(svg, values) {
  const shapes = bars(values);
  while (svg.childElementCount > shapes.length) svg.lastElementChild?.remove();
  while (svg.childElementCount < shapes.length) svg.append(document.createElementNS(SVG, "rect"));
  for (const [index, shape] of shapes.entries()) {
    for (const [name, value] of Object.entries(shape)) svg.children[index].setAttribute(name, String(value));
  }
}
