// Fills the pattern of one group of reports (templates/moderation/partials/group.html).

import { copyOf, part, show } from "../chat/dom.js";
import { hue, initials } from "../chat/people.js";
import { leading, stateFacts } from "./groups.js";

/** @typedef {import("./types.js").Group} Group */
/** @typedef {import("./types.js").Report} Report */

export class GroupView {
  #strings;
  #times;

  /**
   * @param {import("../chat/strings.js").Strings} strings
   * @param {import("../chat/times.js").Times} times
   */
  constructor(strings, times) {
    this.#strings = strings;
    this.#times = times;
  }

  /** @param {Group} group */
  create({ message }) {
    const element = copyOf("group-template");
    element.dataset.message = String(message);
    part(element, "choose").value = String(message);
    return element;
  }

  /**
   * @param {HTMLElement} element
   * @param {Group} group
   */
  fill(element, { reports, said, last, last_at }) {
    const leader = leading(reports);
    const { author, room, state } = leader;
    element.dataset.state = state;
    part(element, "choose").ariaLabel = this.#strings.say("choose", { name: author.name });
    const avatar = part(element, "avatar");
    avatar.className = `avatar ${hue(author.id)}`;
    avatar.textContent = initials(author.name);
    part(element, "author").textContent = author.name;
    part(element, "link").href = `/moderation/reports/${last}/`;
    part(element, "room").textContent = room.name;
    part(element, "said").textContent = said ?? this.#strings.say("unknown");
    const time = part(element, "time");
    time.dateTime = last_at;
    time.textContent = this.#times.time(last_at);
    time.title = this.#times.full(last_at);
    part(element, "state").textContent = this.state(leader);
    part(element, "voices").replaceChildren(...reports.map((report) => this.#voice(report)));
  }

  /** @param {Report} report */
  state(report) {
    const { key, name, decision } = stateFacts(report);
    return this.#strings.say(key, { name, decision: this.#named("decision", decision) });
  }

  /** @param {Report} report */
  #voice({ reason, note, reporter }) {
    const element = copyOf("voice-template");
    part(element, "why").textContent = this.#named("reason", reason);
    part(element, "who").textContent = reporter?.name ?? this.#strings.say("automatic");
    show(part(element, "note"), note);
    return element;
  }

  /**
   * What the page calls something; people's own words as they are.
   * @param {"reason" | "decision"} kind
   * @param {string} value
   */
  #named(kind, value) {
    return this.#strings.has(`${kind}_${value}`) ? this.#strings.say(`${kind}_${value}`) : value;
  }
}
