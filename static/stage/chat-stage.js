// <chat-stage>: what a room looks at together, and what is said there floating over it.

import { part } from "../chat/dom.js";
import { Conductor } from "./conductor.js";
import { Flights } from "./flights.js";
import { SessionTime, VideoTime } from "./moments.js";
import { Recording } from "./recording.js";
import { fraction } from "./share.js";
import { StageBar } from "./stage-bar.js";

/** @typedef {import("./wishes.js").Wishes} Wishes */
/** @typedef {{kind: string, url: string, since: string}} Stage */

const TICK_MS = 250;
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

export class ChatStage extends HTMLElement {
  /** Why the bullets stand still. @type {Set<"button" | "pointer" | "video">} */
  #held = new Set();
  /** @type {SessionTime | VideoTime | null} */
  #time = null;

  /**
   * @param {import("../chat/room-state.js").RoomState} room
   * @param {object} tools
   * @param {import("../chat/server.js").Server} tools.server
   * @param {import("../chat/strings.js").Strings} tools.strings
   * @param {import("../chat/times.js").Times} tools.times
   * @param {Wishes} tools.wishes
   * @param {(wishes: Wishes) => void} tools.wish
   */
  start(room, { server, strings, times, wishes, wish }) {
    this.room = room;
    this.server = server;
    this.times = times;
    this.strings = strings;
    this.wishes = wishes;
    this.layer = part(this, "bullets");
    this.flights = new Flights(this.layer);
    this.conductor = new Conductor(room, this.flights);
    this.bar = new StageBar(this, strings, {
      wish: (wishes) => this.#wish(wishes, wish),
      hold: (isHeld) => this.#hold("button", isHeld),
    });
    this.#listen();
    this.#wish(wishes, () => {});
    this.show(room.room.stage);
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** Is the reader looking at it? @param {boolean} isSeen */
  open(isSeen) {
    this.conductor.active = isSeen;
    if (!isSeen) part(this, "video").pause();
    this.flights.measure();
  }

  /** Changes the scene. @param {Stage | null} stage */
  show(stage) {
    const kind = stage?.kind ?? "wall";
    for (const scene of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-scene]"))) {
      scene.hidden = scene.dataset.scene !== kind;
    }
    this.dataset.kind = kind;
    this.#time = stage && this.#timeOf(stage);
    const recording = stage && new Recording((fromMs, toMs) => this.server.bullets(fromMs, toMs));
    this.#time?.addEventListener("seek", () => this.conductor.leap());
    this.#time?.addEventListener("held", () => this.#hold("video", /** @type {VideoTime} */ (this.#time).isHeld));
    this.conductor.follow(this.#time, recording);
    this.bar.follow(this.#time instanceof SessionTime ? this.#time : null);
  }

  /** The moment of the video, which its bullets carry. @returns {number | null} */
  get moment() {
    return this.#time instanceof VideoTime ? this.#time.position : null;
  }

  /** @param {Stage} stage */
  #timeOf({ kind, since }) {
    if (kind === "video") return new VideoTime(part(this, "video"));
    return new SessionTime(Date.parse(since), () => this.room.time.now());
  }

  #listen() {
    new ResizeObserver(() => this.flights.measure()).observe(this.layer);
    reducedMotion.addEventListener("change", () => this.#wish(this.wishes, () => {}));
    document.addEventListener("visibilitychange", () => this.conductor.leap());
    this.layer.addEventListener("pointerover", ({ target }) => {
      if (this.wishes.hover && this.flights.bulletAt(target)) this.#hold("pointer", true);
    });
    this.layer.addEventListener("pointerout", () => this.#hold("pointer", false));
  }

  /**
   * @param {Wishes} wishes
   * @param {(wishes: Wishes) => void} keep
   */
  #wish(wishes, keep) {
    this.wishes = wishes;
    keep(wishes);
    this.layer.style.setProperty("--area", `${wishes.area}%`);
    this.layer.style.setProperty("--opacity", String(wishes.opacity / 100));
    this.conductor.density = wishes.density;
    this.flights.still = wishes.still || reducedMotion.matches;
    this.flights.measure();
    this.bar.fill(wishes);
  }

  /**
   * @param {"button" | "pointer" | "video"} why
   * @param {boolean} isHeld
   */
  #hold(why, isHeld) {
    if (isHeld) this.#held.add(why);
    else this.#held.delete(why);
    const stands = this.#held.size > 0;
    if (stands) this.flights.hold();
    else this.flights.go();
    if (this.#time instanceof SessionTime) {
      if (stands) this.#time.hold();
      else this.#time.go();
    }
    this.conductor.wake();
  }

  #tick() {
    if (!this.conductor.active) return;
    // Whoever was pointed at may have been taken away.
    if (this.#held.has("pointer") && !this.layer.querySelector(":hover")) this.#hold("pointer", false);
    if (this.#time instanceof SessionTime) this.bar.tick(this.#time);
    const shown = this.flights.held ? null : fraction(this.conductor.lately);
    part(this, "share").textContent = shown ? this.strings.say("stage_share", shown) : "";
    const now = this.#time instanceof SessionTime ? this.#time.timeOfDay : this.room.time.now();
    part(this, "clock").textContent = this.times.second(new Date(now));
  }
}

customElements.define("chat-stage", ChatStage);
