// <chat-members>: who belongs to the room, and who of them is here now.

import { copyOf, part, reconcile, show } from "./dom.js";
import { sections } from "./members.js";
import { hasMenu } from "./menu-offers.js";
import { hue, initials } from "./people.js";

/** @typedef {import("./members.js").Somebody} Somebody */

export class ChatMembers extends HTMLElement {
  #here = new Map();
  #away = new Map();

  /**
   * @param {import("./room-state.js").RoomState} room
   * @param {import("./strings.js").Strings} strings
   * @param {string} locale
   * @param {(person: import("./types.js").Person, anchor: HTMLElement) => void} more opens the menu of a person
   */
  start(room, strings, locale, more) {
    this.room = room;
    this.strings = strings;
    this.locale = locale;
    this.addEventListener("click", ({ target }) => {
      const anchor = /** @type {Element} */ (target).closest('[data-part="more"]');
      const id = Number(anchor?.closest("li")?.dataset.person);
      const person = [...room.others].find((other) => other.id === id);
      if (person) more(person, anchor);
    });
    part(this, "away").replaceChildren();
    this.room.addEventListener("members", () => this.#render());
    this.#render();
  }

  #render() {
    const { here, away } = sections(this.room.members, this.room.present, this.locale);
    this.#list("here", this.#here, here);
    this.#list("away", this.#away, away);
    show(part(this, "here-name"), here.length ? this.strings.say("here", { count: here.length }) : "");
    show(part(this, "away-name"), away.length ? this.strings.say("away", { count: away.length }) : "");
    part(document, "here-count").textContent = String(here.length || "");
    const { guests } = this.room;
    show(part(this, "guests"), guests ? this.strings.say("guests", { count: guests }) : "");
  }

  /**
   * @param {"here" | "away"} name
   * @param {Map<string, HTMLElement>} elements
   * @param {Somebody[]} people
   */
  #list(name, elements, people) {
    reconcile(part(this, name), people, {
      key: ({ user }) => String(user.id),
      elements,
      create: () => copyOf("member-template"),
      fill: (element, somebody) => this.#fill(element, somebody, name === "here"),
    });
  }

  /**
   * @param {HTMLElement} element
   * @param {Somebody} somebody
   * @param {boolean} here
   */
  #fill(element, { user, role, sanction }, here) {
    element.dataset.person = String(user.id);
    part(element, "avatar").className = `avatar ${hue(user.id)}`;
    part(element, "initials").textContent = initials(user.name);
    part(element, "presence").toggleAttribute("data-here", here);
    part(element, "name").textContent = user.name;
    part(element, "username").textContent = `@${user.username}`;
    part(element, "role").textContent = role && role !== "member" ? `· ${this.strings.say(`role_${role}`)}` : "";
    part(element, "standing").textContent = this.#standing(user.id, sanction);
    part(element, "more").hidden = !hasMenu({ person: user, message: null }, this.room);
  }

  /**
   * @param {number} id
   * @param {import("./members.js").Somebody["sanction"]} sanction
   */
  #standing(id, sanction) {
    if (this.room.blocked.has(id)) return `· ${this.strings.say("blocked")}`;
    const holds = sanction && (sanction.until === null || Date.parse(sanction.until) > this.room.time.now());
    return holds ? `· ${this.strings.say(`under_${sanction.kind}`)}` : "";
  }
}

customElements.define("chat-members", ChatMembers);
