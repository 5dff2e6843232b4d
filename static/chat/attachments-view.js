// Shows what is attached to a message (templates/chat/partials/attachment.html is the same for the first page).

import { fitted, sizeText } from "./attachments.js";
import { copyOf, part } from "./dom.js";

/** @typedef {import("./types.js").Attachment} Attachment */

/**
 * @param {HTMLElement} container
 * @param {Attachment[]} attachments
 * @param {import("./strings.js").Strings} strings
 * @param {string} locale
 */
export function fillAttachments(container, attachments, strings, locale) {
  container.hidden = attachments.length === 0;
  container.replaceChildren(
    ...attachments.map((attachment) => {
      if (attachment.kind === "picture" && attachment.state !== "broken") return picture(attachment, strings);
      if (attachment.kind === "audio" || attachment.kind === "video") return player(attachment);
      return card(attachment, strings, locale);
    }),
  );
}

/**
 * @param {Attachment} attachment
 * @param {import("./strings.js").Strings} strings
 */
function picture(attachment, strings) {
  const element = /** @type {HTMLAnchorElement} */ (copyOf("picture-template"));
  const image = /** @type {HTMLImageElement} */ (part(element, "image"));
  const { width, height } = fitted(attachment);
  image.width = width;
  image.height = height;
  image.alt = attachment.alt || attachment.name;
  element.dataset.state = attachment.state;
  if (attachment.url && attachment.thumbnail) {
    image.src = attachment.thumbnail;
    element.href = attachment.url;
  } else {
    image.src = nothing(width, height);
    image.alt = strings.say("picture_is_made", { name: image.alt });
  }
  return element;
}

/**
 * Takes up the room of a picture that is still being made.
 * @param {number} width
 * @param {number} height
 */
function nothing(width, height) {
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}'/%3E`;
}

/** @param {Attachment} attachment */
function player({ kind, name, alt, url }) {
  const element = /** @type {HTMLMediaElement} */ (document.createElement(kind));
  element.className = `attachment-${kind}`;
  element.controls = true;
  element.preload = "none";
  element.src = String(url);
  element.setAttribute("aria-label", alt || name);
  return element;
}

/**
 * @param {Attachment} attachment
 * @param {import("./strings.js").Strings} strings
 * @param {string} locale
 */
function card({ name, size, state, url }, strings, locale) {
  const element = /** @type {HTMLAnchorElement} */ (copyOf("file-template"));
  part(element, "name").textContent = name;
  part(element, "about").textContent = state === "broken" ? strings.say("picture_broken") : sizeText(size, locale);
  element.dataset.state = state;
  if (url) element.href = url;
  return element;
}
