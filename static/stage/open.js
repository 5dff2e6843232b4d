// Sets up the stage of an open room: its element, the switch of views, the palette beside the composer.

import { connection } from "../chat/connected.js";
import "./chat-stage.js";
import { offerLooks } from "./palette.js";
import { switchViews } from "./views.js";
import { remember, remembered } from "./wishes.js";

/** @typedef {import("./chat-stage.js").ChatStage} ChatStage */

// All readers load the page anew when another picture is put up; not all in the same moment.
const RELOAD_WITHIN_MS = 2_000;

/**
 * @param {import("../chat/room-state.js").RoomState} room
 * @param {object} tools
 * @param {import("../chat/server.js").Server} tools.server
 * @param {import("../chat/strings.js").Strings} tools.strings
 * @param {import("../chat/times.js").Times} tools.times
 * @returns {() => object} what is sent along with a message, beside its text
 */
export function openStage(room, tools) {
  const place = /** @type {HTMLElement} */ (document.querySelector(".room"));
  const stage = /** @type {ChatStage} */ (document.querySelector("chat-stage"));
  let wishes = remembered(localStorage);
  const keep = (/** @type {object} */ changes) => {
    wishes = { ...wishes, ...changes };
    remember(localStorage, wishes);
  };
  const isOpen = () => place.dataset.view !== "list";
  stage.start(room, { ...tools, wishes, wish: keep });
  stage.open(isOpen());
  switchViews(place, /** @type {HTMLElement} */ (document.querySelector("[data-part=views]")), () =>
    stage.open(isOpen()),
  );
  const palette = /** @type {HTMLElement | null} */ (document.querySelector("[data-part=palette]"));
  if (palette) offerLooks(palette, wishes, keep);
  connection?.addEventListener("events", ({ detail }) => {
    stage.conductor.receive(detail.filter((/** @type {any} */ { stream }) => stream === room.room.stream));
  });
  changeScenes(room, stage);
  return () => {
    if (!isOpen()) return {};
    const { mode, colour, size } = wishes;
    return { kind: "danmaku", bullet: { mode, colour, size, at_ms: stage.moment } };
  };
}

/**
 * @param {import("../chat/room-state.js").RoomState} room
 * @param {ChatStage} stage
 */
function changeScenes(room, stage) {
  let shown = JSON.stringify(room.room.stage);
  room.addEventListener("room", () => {
    const now = JSON.stringify(room.room.stage);
    if (now === shown) return;
    shown = now;
    // The page's security policy allows what stood there when it was made, and nothing else.
    if (room.room.stage?.url) setTimeout(() => location.reload(), Math.random() * RELOAD_WITHIN_MS);
    else stage.show(room.room.stage);
  });
}
