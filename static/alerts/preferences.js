// <alert-device>: what the page of preferences says and changes of this device alone.

import { part } from "../chat/dom.js";
import { Strings } from "../chat/strings.js";
import * as desktop from "./desktop.js";
import * as device from "./device.js";
import { beep } from "./sound.js";

const sentences = JSON.parse(String(document.getElementById("device-sentences")?.textContent));
const strings = new Strings(sentences, document.documentElement.lang);

class AlertDevice extends HTMLElement {
  connectedCallback() {
    const sound = part(this, "sound");
    sound.checked = device.hasSound();
    sound.addEventListener("change", () => {
      device.setSound(sound.checked);
      if (sound.checked) beep();
    });
    part(this, "on").addEventListener("click", () => this.#then(device.turnOn()));
    part(this, "off").addEventListener("click", () => this.#then(device.turnOff()));
    this.#render();
  }

  /** @param {Promise<unknown>} done */
  async #then(done) {
    await done;
    await this.#render();
  }

  async #render() {
    const allowed = desktop.permission();
    const pushed = allowed === "granted" && (await device.subscription()) !== null;
    part(this, "state").textContent = strings.say(this.#state(allowed, pushed));
    part(this, "on").hidden = allowed === "denied" || pushed;
    part(this, "off").hidden = !pushed;
    part(document, "test-push").disabled &&= !pushed;
  }

  /**
   * @param {NotificationPermission} allowed
   * @param {boolean} pushed
   */
  #state(allowed, pushed) {
    if (!desktop.possible()) return "device_cannot";
    if (allowed === "default") return "device_unasked";
    if (allowed === "denied") return "device_denied";
    return pushed ? "device_pushed" : "device_open_pages";
  }
}

customElements.define("alert-device", AlertDevice);
