// What is attached to messages, as text and as numbers: sizes, what stands for a message, previews.

/** @typedef {import("./types.js").Message} Message */

// The box in a message that a picture has to fit into; css/attachments.css and attachments.py know it too.
const BOX = { width: 320, height: 240 };
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];
const PREVIEW_PX = 96;

/**
 * How large a picture is shown, known before it is loaded.
 * @param {{width: number | null, height: number | null}} picture
 */
export function fitted({ width, height }) {
  if (!width || !height) return BOX;
  const scale = Math.min(1, BOX.width / width, BOX.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * @param {number} bytes
 * @param {string} locale
 */
export function sizeText(bytes, locale) {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const style = { style: "unit", unit: UNITS[step], unitDisplay: "short", maximumFractionDigits: step > 1 ? 1 : 0 };
  return new Intl.NumberFormat(locale, /** @type {Intl.NumberFormatOptions} */ (style)).format(bytes / 1024 ** step);
}

/**
 * What a message says in one line, or what is attached to it.
 * @param {Pick<Message, "attachments">} message
 * @param {string} text
 */
export function gist({ attachments = [] }, text) {
  return text || attachments.map(({ alt, name }) => alt || name).join(", ");
}

/**
 * A small picture of a picture that is not uploaded yet, as an address; "" for what is none.
 * @param {File} file
 * @returns {Promise<string>}
 */
export async function thumbnailOf(file) {
  if (!file.type.startsWith("image/")) return "";
  const picture = await createImageBitmap(file, { resizeHeight: PREVIEW_PX, resizeQuality: "medium" }).catch(
    () => null,
  );
  if (!picture) return "";
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = PREVIEW_PX;
  const { width, height } = picture;
  const side = Math.min(width, height);
  const from = [(width - side) / 2, (height - side) / 2, side, side];
  canvas.getContext("2d")?.drawImage(picture, from[0], from[1], from[2], from[3], 0, 0, PREVIEW_PX, PREVIEW_PX);
  picture.close();
  return canvas.toDataURL("image/webp", 0.7);
}
