/**
 * Messages that were typed and are not known to be stored: kept across reloads, sent in
 * order for each room with the same `client_id` until the server has said yes or no.
 *
 *     const outbox = new Outbox({ owner: "alice", send: (name, args) => connection.command(name, args) });
 *     outbox.addEventListener("sent", ({ detail }) => confirm(detail.item, detail.result));
 *     await outbox.open();
 *     await outbox.add({ room: 42, body: "hello" });
 *
 * Events, each with `detail.item` (outbox/storage.js), in every tab of the owner:
 * - `pending`    it is kept and will be sent; also for each that was there when we opened
 * - `sent`       stored for good; `detail.result` is the server's answer
 * - `refused`    the server said no, `item.error` says why; it is kept: `retry` or `discard` it
 * - `delayed`    the server asked to wait; `item.error` says why, `item.error.retry_after` how many seconds
 * - `discarded`  it was given up
 */
import { systemClock } from "./clock.js";
import { Sender } from "./outbox/sender.js";
import { openShelf } from "./outbox/storage.js";
import { openChannel } from "./shared/channel.js";
import { uuid } from "./uuid.js";

/** @typedef {import("./outbox/storage.js").Item} Item */
/** @typedef {import("./outbox/storage.js").Shelf} Shelf */
/** @typedef {"pending"|"sent"|"refused"|"delayed"|"discarded"} Happening */
/**
 * - `owner`: whose messages; nobody else on this computer must send them
 * - `send`: carries out a command, throws CommandError
 *
 * The others are for tests and for use outside a page.
 * @typedef {{
 *   owner: string,
 *   send: (name: string, args: Record<string, any>) => Promise<{status: number, result: any}>,
 *   openShelf: (owner: string) => Promise<Shelf>,
 *   channel: Pick<BroadcastChannel, "postMessage"|"close"|"onmessage">|null,
 *   locks: Pick<LockManager, "request">|null,
 *   clock: import("./clock.js").Clock, random: () => number,
 * }} Options
 */

export class Outbox extends EventTarget {
  #options;
  #sender;
  /** Whatever is added before it is open waits for it. @type {Promise<Shelf>} */
  #shelf;
  #opened = (/** @type {Shelf|Promise<Shelf>} */ _) => {};
  #order = 0;

  /** @param {Pick<Options, "owner"|"send"> & Partial<Options>} options */
  constructor(options) {
    super();
    this.#options = {
      openShelf,
      channel: makeChannel(`outbox ${options.owner}`),
      locks: globalThis.navigator?.locks ?? null,
      clock: systemClock,
      random: Math.random,
      ...options,
    };
    this.#shelf = new Promise((opened) => {
      this.#opened = opened;
    });
    this.#sender = new Sender({
      ...this.#options,
      lock: `outbox ${options.owner}`,
      first: async (room) => (await this.items()).find((item) => item.room === room && item.state === "pending"),
      sent: (item, result) => this.#sent(item, result),
      refused: (item, error) => this.#refused(item, error),
      delayed: (item, error) => this.#delayed(item, error),
    });
  }

  /** Takes up what an earlier page left. */
  async open() {
    const { owner, channel, openShelf } = this.#options;
    this.#opened(openShelf(owner));
    if (channel) channel.onmessage = ({ data }) => this.#hear(data);
    for (const item of await this.items()) this.#emit(item.state, { item });
    this.sendNow();
  }

  close() {
    this.#sender.close();
    this.#options.channel?.close();
    // What is under way still comes to its end.
    this.#options.channel = null;
  }

  /** @returns {Promise<Item[]>} in the order in which they were written */
  async items() {
    const items = await (await this.#shelf).all();
    return items.sort((a, b) => a.order - b.order);
  }

  /**
   * @param {{room: number, body: string, client_id?: string, reply_to?: number|null, kind?: string, bullet?: object}} message
   * @returns {Promise<Item>} kept by then
   */
  async add(message) {
    const args = { client_id: uuid(), ...message };
    // Tabs share the shelf, so the order is one of time; two within a millisecond stay apart.
    this.#order = Math.max(this.#order + 1, this.#options.clock.now());
    const { client_id, room } = args;
    return this.#pend({ client_id, room, order: this.#order, state: "pending", args, error: null });
  }

  /** Sends a refused one again. @param {string} client_id */
  async retry(client_id) {
    const item = await this.#find(client_id);
    if (item) await this.#pend({ ...item, state: "pending", error: null });
  }

  /** @param {string} client_id */
  async discard(client_id) {
    const item = await this.#find(client_id);
    await (await this.#shelf).delete(client_id);
    if (item) this.#tell("discarded", { item });
  }

  /** Does not wait any longer: the connection is back, or somebody asks for it. */
  async sendNow() {
    this.#sender.nudge();
    for (const room of new Set((await this.items()).map((item) => item.room))) this.#sender.empty(room);
  }

  /** @param {Item} item */
  async #pend(item) {
    await (await this.#shelf).put(item);
    this.#tell("pending", { item });
    this.#sender.empty(item.room);
    return item;
  }

  /** @param {Item} item @param {any} result */
  async #sent(item, result) {
    await (await this.#shelf).delete(item.client_id);
    this.#tell("sent", { item, result });
  }

  /** @param {Item} sent @param {import("./commands.js").CommandError} error */
  async #refused(sent, { status, code, detail }) {
    // It may have been discarded while it was under way.
    if (!(await this.#find(sent.client_id))) return;
    /** @type {Item} */
    const item = { ...sent, state: "refused", error: { status, code, detail } };
    await (await this.#shelf).put(item);
    this.#tell("refused", { item });
  }

  /** @param {Item} sent @param {import("./commands.js").CommandError} error */
  #delayed(sent, { status, code, detail, retryAfter }) {
    this.#tell("delayed", { item: { ...sent, error: { status, code, detail, retry_after: retryAfter ?? 0 } } });
  }

  /** @param {string} client_id */
  async #find(client_id) {
    return (await this.items()).find((item) => item.client_id === client_id);
  }

  /** From another tab. @param {{happening: Happening, detail: {item: Item, result?: any}}} message */
  #hear({ happening, detail }) {
    const { room, error } = /** @type {any} */ (detail.item);
    if (happening === "delayed") this.#sender.hold(room, error.retry_after * 1_000);
    this.#emit(happening, detail);
  }

  /** Here and in the other tabs. @param {Happening} happening @param {{item: Item, result?: any}} detail */
  #tell(happening, detail) {
    this.#emit(happening, detail);
    this.#options.channel?.postMessage({ happening, detail });
  }

  /** @param {Happening} happening @param {{item: Item, result?: any}} detail */
  #emit(happening, detail) {
    this.dispatchEvent(new CustomEvent(happening, { detail }));
  }
}

/** @param {string} name @returns {BroadcastChannel|null} null where there are no other tabs to tell */
function makeChannel(name) {
  return globalThis.document ? openChannel(name) : null;
}
