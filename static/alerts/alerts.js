// On every page of a member: puts the bell, its toasts and the tab's badge on the page's connection.

import { connection } from "../chat/connected.js";
import { Strings } from "../chat/strings.js";
import { Times } from "../chat/times.js";
import { AlertView } from "./alert-view.js";
import { attention } from "./attention.js";
import "./bell.js";
import { BellState } from "./bell-state.js";
import * as desktop from "./desktop.js";
import * as device from "./device.js";
import { grade } from "./grade.js";
import { introduce } from "./introduce.js";
import * as server from "./server.js";
import { beep } from "./sound.js";
import { Tab } from "./tab.js";
import "./toaster.js";

/** @typedef {import("./types.js").Alert} Alert */

const json = (/** @type {string} */ id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
const find = (/** @type {string} */ selector) => /** @type {any} */ (document.querySelector(selector));

const page = json("bell");
const stream = `user-${page.me}`;
const room = json("page")?.room?.stream ?? null;
const locale = document.documentElement.lang;
const strings = new Strings(json("bell-sentences"), locale);
const times = new Times(locale);
const tab = new Tab();

export const bell = new BellState({ ...page, ...json("alerts") });
export const tools = { view: new AlertView(strings, times), strings, times };

find("alert-bell").start(bell, tools);
find("alert-toasts").start(bell, tools);
bell.addEventListener("changed", () => tab.show(grade(bell.inbox)));
bell.addEventListener("news", (event) => speak(/** @type {CustomEvent<Alert>} */ (event).detail));
tab.show(grade(bell.inbox));
desktop.tellWhileLooking();
introduce(page.me, locale);

connection?.addEventListener("events", ({ detail }) => bell.receive(detail.filter((event) => event.stream === stream)));
connection?.addEventListener("reset", ({ detail }) => {
  if (stream in detail.streams) bell.refresh();
});

/** @param {Alert} alert */
async function speak(alert) {
  const { quiet, kinds } = await server.preferences();
  const scene = {
    looking: desktop.looking(),
    room,
    quiet,
    device: kinds.find(({ name }) => name === alert.kind)?.push ?? true,
    sound: device.hasSound(),
  };
  const wanted = attention(alert, scene);
  if (wanted.toast) find("alert-toasts").show(alert.id);
  if (wanted.sound) beep();
  if (wanted.desktop) {
    const { id, text, excerpt, url, position } = alert;
    await desktop.notify({ title: text, body: excerpt ?? "", url, tag: `alert-${id}` }, `${id} ${position}`);
  }
}
