// What the browser's tab shows of the bell: "(3)" before the title, a spot on the icon.

const SIZE_PX = 64;
const NUMBER = /^\(\d+\+?\) |^• /;

export class Tab {
  #icon = /** @type {HTMLLinkElement} */ (document.querySelector("link[rel=icon]"));
  #plain = this.#icon.href;
  #mark = "";
  #grade = "none";
  /** @type {Promise<HTMLImageElement> | null} */
  #image = null;

  constructor() {
    // Other modules set the title too, when a room gets a new name.
    const title = /** @type {HTMLTitleElement} */ (document.querySelector("title"));
    new MutationObserver(() => this.#title()).observe(title, { childList: true });
  }

  /**
   * @param {import("./grade.js").Grade} grade
   */
  show({ grade, text }) {
    this.#mark = { none: "", dot: "• ", number: `(${text}) ` }[grade];
    this.#title();
    if (grade === this.#grade) return;
    this.#grade = grade;
    this.#spot();
  }

  #title() {
    const title = this.#mark + document.title.replace(NUMBER, "");
    if (title !== document.title) document.title = title;
  }

  async #spot() {
    const grade = this.#grade;
    const href = grade === "none" ? this.#plain : await this.#draw(grade);
    if (grade === this.#grade) this.#icon.href = href;
  }

  /** @param {string} grade */
  async #draw(grade) {
    this.#image ??= loaded(this.#plain);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIZE_PX;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.drawImage(await this.#image, 0, 0, SIZE_PX, SIZE_PX);
    const radius = SIZE_PX * (grade === "number" ? 0.24 : 0.17);
    context.beginPath();
    context.arc(SIZE_PX - radius - 2, radius + 2, radius, 0, 2 * Math.PI);
    context.fillStyle = "#d9742f";
    context.strokeStyle = "#fff";
    context.lineWidth = 4;
    context.fill();
    context.stroke();
    return canvas.toDataURL("image/png");
  }
}

/**
 * @param {string} address
 * @returns {Promise<HTMLImageElement>}
 */
async function loaded(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}
