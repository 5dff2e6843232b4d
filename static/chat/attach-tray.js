// <attach-tray>: the pictures and files that will go out with the next message, with how far each has come.

import { sizeText, thumbnailOf } from "./attachments.js";
import { copyOf, part, show } from "./dom.js";
import { Upload } from "./upload.js";

/** @typedef {import("./types.js").Attachment} Attachment */

// More are several messages (chat/schemas.py).
const MOST = 10;
// Together they would share the line; the others wait.
const AT_ONCE = 3;

export class AttachTray extends HTMLElement {
  /** In the order in which they were chosen. @type {Map<Upload, HTMLElement>} */
  #items = new Map();
  /** @type {Upload[]} */
  #queue = [];
  /** @type {Set<Upload>} */
  #running = new Set();
  /** @type {(() => void)[]} */
  #waiting = [];

  /**
   * @param {object} tools
   * @param {HTMLElement} tools.button opens the browser's choice of files
   * @param {number} tools.room
   * @param {import("../notifications/connection.js").Connection} tools.connection
   * @param {import("./strings.js").Strings} tools.strings
   * @param {string} tools.locale
   */
  start({ button, room, connection, strings, locale }) {
    this.room = room;
    this.connection = connection;
    this.strings = strings;
    this.locale = locale;
    const input = /** @type {HTMLInputElement} */ (part(this, "files"));
    this.button = button;
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.add([...(input.files ?? [])]);
      input.value = "";
    });
  }

  get isEmpty() {
    return this.#items.size === 0;
  }

  /** @param {File[]} files */
  add(files) {
    const fitting = files.filter(({ size }) => size > 0).slice(0, MOST - this.#items.size);
    for (const file of fitting) this.#show(new Upload(file, this.room, this.connection));
    if (files.length === 0) return;
    const left = files.length - fitting.length;
    this.#say(left ? this.strings.say("not_attached", { count: left }) : "");
    this.#changed();
  }

  /**
   * Waits until nothing is under way.
   * @returns {Promise<boolean>} may all of them go out?
   */
  async settled() {
    if (this.#is("sending")) {
      this.#say(this.strings.say("sends_when_uploaded"));
      await new Promise((done) => this.#waiting.push(() => done(null)));
    }
    if (this.#is("failed")) {
      this.#say(this.strings.say("upload_failed"));
      return false;
    }
    await Promise.all([...this.#items].map(([upload, element]) => this.#describe(upload, element)));
    return true;
  }

  /** What goes out now; the tray is empty afterwards. @returns {Attachment[]} */
  take() {
    const taken = [...this.#items.keys()].map(({ attachment }) => /** @type {Attachment} */ (attachment));
    for (const element of this.#items.values()) element.remove();
    this.#items.clear();
    this.#say("");
    this.#changed();
    return taken;
  }

  /** @param {Upload} upload */
  #show(upload) {
    const element = copyOf("upload-template");
    const { file } = upload;
    part(element, "name").textContent = file.name;
    part(element, "name").title = file.name;
    part(element, "progress").setAttribute("aria-label", file.name);
    part(element, "cancel").addEventListener("click", () => this.#cancel(upload));
    part(element, "retry").addEventListener("click", () => this.#start(upload));
    part(element, "alt").addEventListener("change", () => this.#describe(upload, element));
    part(element, "alt").hidden = !file.type.startsWith("image/");
    thumbnailOf(file).then((address) => {
      if (!address) return;
      part(element, "preview").src = address;
      part(element, "preview").hidden = false;
      part(element, "icon").hidden = true;
    });
    upload.addEventListener("change", () => this.#fill(upload, element));
    this.#items.set(upload, element);
    part(this, "uploads").append(element);
    this.#fill(upload, element);
    this.#queue.push(upload);
    this.#next();
  }

  /**
   * @param {Upload} upload
   * @param {HTMLElement} element
   */
  #fill(upload, element) {
    const { file, sent, state } = upload;
    const progress = /** @type {HTMLProgressElement} */ (part(element, "progress"));
    progress.max = file.size;
    progress.value = sent;
    progress.hidden = state !== "sending";
    element.dataset.state = state;
    part(element, "retry").hidden = state !== "failed";
    const whole = sizeText(file.size, this.locale);
    const texts = {
      sending: this.strings.say("uploaded_of", { sent: sizeText(sent, this.locale), size: whole }),
      failed: upload.error || this.strings.say("not_uploaded"),
    };
    part(element, "text").textContent = texts[state] ?? whole;
    this.#changed();
  }

  /** @param {Upload} upload */
  #start(upload) {
    this.#queue.push(upload);
    this.#say("");
    this.#next();
  }

  #next() {
    const upload = this.#running.size < AT_ONCE ? this.#queue.shift() : undefined;
    if (!upload) return;
    this.#running.add(upload);
    upload.start().finally(() => {
      this.#running.delete(upload);
      this.#next();
    });
    this.#next();
  }

  /** @param {Upload} upload */
  #cancel(upload) {
    const element = this.#items.get(upload);
    const next = /** @type {HTMLElement | null} */ (element?.nextElementSibling ?? element?.previousElementSibling);
    this.#items.delete(upload);
    this.#queue = this.#queue.filter((one) => one !== upload);
    element?.remove();
    upload.cancel();
    this.#say("");
    this.#changed();
    (next ? part(next, "cancel") : this.button).focus();
  }

  /**
   * @param {Upload} upload
   * @param {HTMLElement} element
   */
  async #describe(upload, element) {
    // Until it is there, its words wait in the field.
    if (upload.state !== "ready") return;
    await upload.describe(part(element, "alt").value.trim()).catch((error) => this.#say(error.detail ?? ""));
  }

  /** @param {Upload["state"]} state */
  #is(state) {
    return [...this.#items.keys()].some((upload) => upload.state === state);
  }

  #changed() {
    part(this, "uploads").hidden = this.isEmpty;
    if (this.#is("sending")) return;
    for (const done of this.#waiting.splice(0)) done();
  }

  /** @param {string} text */
  #say(text) {
    show(part(this, "note"), text);
  }
}

customElements.define("attach-tray", AttachTray);
