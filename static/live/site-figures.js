// The front page's figures: who is here, how much is said, where. They move with the stream `site`.

import { part } from "../chat/dom.js";
import { Strings } from "../chat/strings.js";
import "./bar-list.js";
import { drawLine } from "./draw.js";
import { follow } from "./follow.js";

const json = (/** @type {string} */ id) => JSON.parse(String(document.getElementById(id)?.textContent));

const { figures, cursor } = json("figures");
const locale = document.documentElement.lang;
const strings = new Strings(json("figures-sentences"), locale);
const numbers = new Intl.NumberFormat(locale);
const section = part(document, "figures");

/** @param {any} now `figures.changed` (docs/events.md) */
function show(now) {
  section.hidden = false;
  for (const name of ["people", "messages"]) {
    const minutes = now.minutes[name];
    part(section, name).textContent = numbers.format(now[name]);
    part(section, `${name}-most`).textContent = strings.say("most", { number: numbers.format(Math.max(...minutes)) });
    drawLine(part(section, `${name}-chart`), minutes);
  }
  part(section, "rooms").show(
    now.rooms.map((/** @type {any} */ room) => ({
      key: String(room.id),
      name: room.name,
      href: `/rooms/${room.slug}/`,
      value: room.messages,
      text: strings.say("said", { count: room.messages }),
    })),
  );
}

async function refresh() {
  const answer = await fetch("/api/v1/site/figures");
  if (!answer.ok) return;
  const fresh = await answer.json();
  if (fresh.figures) show(fresh.figures);
}

if (figures) show(figures);
follow("site", cursor, {
  receive: (events) => {
    const newest = events.findLast(({ type }) => type === "figures.changed");
    if (newest) show(newest.data);
  },
  refresh,
});
