// What the menus offer, done: first a dialog where there is something to say, then the command, then a word of thanks.

import { ask } from "./ask.js";
import { part, show } from "./dom.js";

/** @typedef {import("./menu-offers.js").Target} Target */
/** @typedef {Record<string, string>} Given what was filled in */
/**
 * @typedef {object} Deed
 * @property {string} [dialog] which form is asked first
 * @property {boolean} [named] does the dialog say what it does to whom? (sentences `ask_…` and `about_…`)
 * @property {(target: Target, given: Given, room: number) => [name: string, args: Record<string, any>]} command
 * @property {(status: number) => string} [said] the sentence that tells it was done
 */

const NOTE_STAYS_MS = 8_000;
const CREATED = 201;

const ofMessage = (/** @type {Target} */ { message }) => ({ message: message?.id });
const ofPerson = (/** @type {Target} */ { person }) => ({ user: person.username });

/**
 * @param {string} kind
 * @returns {Deed}
 */
function sanction(kind) {
  return {
    dialog: "sanction",
    named: true,
    said: () => `done_${kind}`,
    command: (target, { reason, minutes, everywhere }, room) => {
      const args = {
        ...ofPerson(target),
        kind,
        reason,
        ...(minutes && kind !== "kick" ? { minutes: Number(minutes) } : {}),
      };
      return everywhere && kind !== "kick" ? ["site.sanction", args] : ["room.sanction", { room, ...args }];
    },
  };
}

/** @type {Record<string, Deed>} */
const DEEDS = {
  report: {
    dialog: "report",
    said: (status) => (status === CREATED ? "thanks" : "thanks_again"),
    command: (target, { reason, note }) => ["message.report", { ...ofMessage(target), reason, note }],
  },
  block: { said: () => "done_block", command: (target) => ["person.block", ofPerson(target)] },
  unblock: { said: () => "done_unblock", command: (target) => ["person.unblock", ofPerson(target)] },
  pin: { command: (target) => ["message.pin", ofMessage(target)] },
  unpin: { command: (target) => ["message.unpin", ofMessage(target)] },
  restore: { command: (target) => ["message.restore", ofMessage(target)] },
  withdraw: {
    dialog: "why",
    named: true,
    command: (target, { reason }) => ["message.remove", { ...ofMessage(target), reason }],
  },
  purge: {
    dialog: "why",
    named: true,
    command: (target, { reason }) => ["message.purge", { ...ofMessage(target), reason }],
  },
  sweep: {
    dialog: "why",
    named: true,
    command: (target, { reason }, room) => ["room.sweep", { room, ...ofPerson(target), reason }],
  },
  mute: sanction("mute"),
  timeout: sanction("timeout"),
  kick: sanction("kick"),
  ban: sanction("ban"),
};

export class Deeds {
  #room;
  #server;
  #strings;
  #note;
  #timer = 0;

  /**
   * @param {import("./room-state.js").RoomState} room
   * @param {import("./server.js").Server} server
   * @param {import("./strings.js").Strings} strings
   */
  constructor(room, server, strings) {
    this.#room = room;
    this.#server = server;
    this.#strings = strings;
    this.#note = part(document, "note");
  }

  /**
   * @param {string} what
   * @param {Target} target
   */
  async do(what, target) {
    if (what === "lift") return this.#lift(target);
    const { dialog, named, command, said } = DEEDS[what];
    const deed = async (/** @type {Given} */ given) => {
      const { status } = await this.#server.do(...command(target, given, this.#room.room.id));
      if (said) this.say(said(status), { name: target.person.name });
    };
    if (dialog) await this.#ask(this.#prepared(dialog, named ? what : null, target), deed);
    else await this.attempt(() => deed({}));
  }

  /**
   * What is done to the whole room.
   * @param {string} what
   */
  async doToRoom(what) {
    const room = this.#room.room.id;
    if (what !== "pace") return this.attempt(() => this.#server.do("room.update", { room, locked: what === "lock" }));
    const dialog = dialogOf("pace");
    const choice = /** @type {HTMLSelectElement} */ (dialog.querySelector("select"));
    const seconds = String(this.#room.room.slow_mode_s);
    choice.value = seconds;
    if (choice.value !== seconds) choice.selectedIndex = 0;
    await this.#ask(dialog, async ({ slow_mode_s }) => {
      await this.#server.do("room.update", { room, slow_mode_s: Number(slow_mode_s) });
    });
  }

  /**
   * Does it, or says why not.
   * @param {() => unknown} deed
   */
  async attempt(deed) {
    try {
      await deed();
    } catch (error) {
      this.#show(this.#explain(error));
    }
  }

  /**
   * @param {string} key of a sentence
   * @param {Record<string, string>} [values]
   */
  say(key, values) {
    this.#show(this.#strings.say(key, values));
  }

  /** @param {Target} target */
  async #lift({ person }) {
    const dialog = this.#prepared("why", "lift", { person, message: null });
    await this.#ask(dialog, async ({ reason }) => {
      for (const { id } of await this.#server.sanctionsOf(person.username)) {
        await this.#server.do("sanction.lift", { sanction: id, reason });
      }
    });
  }

  /**
   * @param {HTMLDialogElement} dialog
   * @param {(given: Given) => Promise<void>} deed
   */
  #ask(dialog, deed) {
    return ask(dialog, deed, (error) => this.#explain(error));
  }

  /**
   * A dialog with empty fields, which says what it does.
   * @param {string} name
   * @param {string | null} what
   * @param {Target} target
   */
  #prepared(name, what, { person }) {
    const dialog = dialogOf(name);
    /** @type {HTMLFormElement} */ (dialog.querySelector("form")).reset();
    if (what === null) return dialog;
    part(dialog, "title").textContent = this.#strings.say(`ask_${what}`, { name: person.name });
    show(part(dialog, "text"), this.#strings.say(`about_${what}`));
    part(dialog, "do").textContent = this.#strings.say(`button_${what}`);
    if (name === "sanction") fit(dialog, what);
    return dialog;
  }

  /** @param {any} error */
  #explain(error) {
    return error.status ? error.detail : this.#strings.say("went_wrong");
  }

  /** @param {string} text */
  #show(text) {
    clearTimeout(this.#timer);
    this.#note.textContent = text;
    this.#timer = setTimeout(() => (this.#note.textContent = ""), NOTE_STAYS_MS);
  }
}

/**
 * A kick is over when it is done and of a room; a timeout always ends.
 * @param {HTMLDialogElement} dialog
 * @param {string} kind
 */
function fit(dialog, kind) {
  const minutes = /** @type {HTMLSelectElement} */ (dialog.querySelector("[name=minutes]"));
  const everywhere = dialog.querySelector("[name=everywhere]");
  /** @type {HTMLElement} */ (minutes.closest(".field")).hidden = kind === "kick";
  if (everywhere) /** @type {HTMLElement} */ (everywhere.closest(".choice")).hidden = kind === "kick";
  const endless = /** @type {HTMLOptionElement} */ (minutes.querySelector('option[value=""]'));
  endless.hidden = endless.disabled = kind === "timeout";
}

/** @param {string} name */
function dialogOf(name) {
  return /** @type {HTMLDialogElement} */ (document.getElementById(`${name}-dialog`));
}
