/** Shows what was found: the causes with the lines that cure them, and the table of ways. */
import { copyOf, part, show } from "../chat/dom.js";
import { LINES, named, PROXIES } from "../notifications/doctor/cures.js";

/** @typedef {import("./words.js").Words} Words */
/** @typedef {import("../notifications/doctor/diagnosis.js").Cause} Cause */

const BADGES = { works: "badge-good", hampered: "badge-warning", fails: "badge-bad" };

/**
 * @param {Cause} cause
 * @param {Words} words
 * @param {string[]} headers in which a proxy may have named itself
 */
export function causeView(cause, words, headers) {
  const view = copyOf("cause-template");
  view.dataset.cause = cause.name;
  part(view, "title").textContent = words.title(cause);
  part(view, "about").textContent = words.about(cause);
  const concerned = cause.transports.length > 0 && cause.transports.length < 5;
  show(
    part(view, "concerns"),
    concerned ? words.say("concerns", { transports: words.transports(cause.transports) }) : "",
  );
  part(view, "lines").replaceChildren(...linesOf(cause, words, named(headers)));
  return view;
}

/** @param {Cause} cause @param {Words} words @param {string|null} first */
function linesOf({ name }, words, first) {
  const lines = Object.entries(LINES[name] ?? {});
  lines.sort(([one], [other]) => Number(other === first) - Number(one === first));
  return lines.map(([proxy, code], index) => {
    const view = /** @type {HTMLDetailsElement} */ (copyOf("lines-template"));
    part(view, "proxy").textContent = words.say("lines_for", {
      proxy: PROXIES[/** @type {import("../notifications/doctor/cures.js").Proxy} */ (proxy)],
    });
    part(view, "code").textContent = code;
    view.dataset.proxy = proxy;
    view.open = index === 0;
    return view;
  });
}

/** @param {import("./ways.js").Way} way @param {Words} words */
export function wayView({ transport, state, firstMs, roundTrip, late }, words) {
  const row = copyOf("way-template");
  row.dataset.transport = transport;
  part(row, "way").textContent = words.transport(transport);
  const badge = part(row, "state");
  badge.textContent = words.say(state);
  badge.classList.add(BADGES[state]);
  part(row, "first").textContent = words.ms(firstMs);
  part(row, "round-trip").textContent = words.spread(roundTrip);
  part(row, "late").textContent = words.spread(late);
  return row;
}
