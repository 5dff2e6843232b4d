// The panel's figures: messages and reports of a day, connections by transport, busiest rooms.

import { part } from "../chat/dom.js";
import { Strings } from "../chat/strings.js";
import "./bar-list.js";
import { drawBars } from "./draw.js";
import { follow } from "./follow.js";

const json = (/** @type {string} */ id) => JSON.parse(String(document.getElementById(id)?.textContent));

const { stream, traffic, cursor } = json("traffic");
const locale = document.documentElement.lang;
const strings = new Strings(json("figures-sentences"), locale);
const numbers = new Intl.NumberFormat(locale);
const section = part(document, "traffic");

/** @param {any} now `traffic.changed` (docs/events.md) */
function show(now) {
  part(section, "charts").hidden = false;
  part(section, "none-yet").hidden = true;
  for (const name of ["messages", "reports"]) {
    const hours = now.hours[name];
    const sum = hours.reduce((/** @type {number} */ all, /** @type {number} */ one) => all + one, 0);
    part(section, name).textContent = numbers.format(sum);
    part(section, `${name}-most`).textContent = strings.say("most_hour", {
      number: numbers.format(Math.max(...hours)),
    });
    drawBars(part(section, `${name}-chart`), hours);
  }
  part(section, "connections").show(
    Object.entries(now.connections).map(([transport, count]) => ({
      key: transport,
      name: strings.say(transport),
      value: count,
      text: numbers.format(count),
    })),
  );
  part(section, "processes").textContent = strings.say("processes", { count: now.processes });
  part(section, "rooms").show(rows(now));
}

/** @param {any} now */
function rows(now) {
  const rooms = now.rooms.map((/** @type {any} */ room) => ({
    key: String(room.id),
    name: room.name,
    href: `/rooms/${room.slug}/`,
    value: room.messages,
    text: strings.say("said", { count: room.messages }),
  }));
  if (!now.private_messages) return rooms;
  const text = strings.say("said", { count: now.private_messages });
  return [...rooms, { key: "private", name: strings.say("private"), value: now.private_messages, text }];
}

async function refresh() {
  const answer = await fetch("/api/v1/site/traffic");
  if (!answer.ok) return;
  const fresh = await answer.json();
  if (fresh.traffic) show(fresh.traffic);
}

if (traffic) show(traffic);
follow(stream, cursor, {
  receive: (events) => {
    const newest = events.findLast(({ type }) => type === "traffic.changed");
    if (newest) show(newest.data);
  },
  refresh,
});
