// The page of a room: puts the outbox, the state and the elements together.

import "../notifications/indicator.js";
import { Outbox } from "../notifications/outbox.js";
import { openStage } from "../stage/open.js";
import "./attach-tray.js";
import { ComposerGate } from "./composer-gate.js";
import { connection } from "./connected.js";
import "./deed-menu.js";
import { Deeds } from "./deeds.js";
import { part } from "./dom.js";
import { takeFiles } from "./dropping.js";
import "./lightbox.js";
import { menuOffers } from "./menu-offers.js";
import { MessageView } from "./message-view.js";
import { offers } from "./offers.js";
import { isDoubtful, warnings } from "./reach.js";
import "./room-composer.js";
import "./room-members.js";
import "./room-pins.js";
import { RoomState } from "./room-state.js";
import "./room-timeline.js";
import { showSending } from "./sending.js";
import { Server } from "./server.js";
import { Strings } from "./strings.js";
import { Times } from "./times.js";
import { showTyping } from "./typing-line.js";
import { showUnread } from "./unread.js";

/** @typedef {import("./types.js").Message} Message */

const json = (/** @type {string} */ id) => JSON.parse(String(document.getElementById(id)?.textContent));
const find = (/** @type {string} */ selector) => /** @type {any} */ (document.querySelector(selector));

const page = json("page");
const locale = document.documentElement.lang;
const strings = new Strings(json("sentences"), locale);
const times = new Times(locale);

const server = new Server(connection, page.room.id);
const room = new RoomState(page, server);
const outbox = page.me && new Outbox({ owner: page.me.username, send: (name, args) => connection.command(name, args) });

const timeline = find("chat-timeline");
const composer = find("chat-composer");
const view = new MessageView(room, strings, times);
const gate = new ComposerGate(room, strings, composer);
const deeds = new Deeds(room, server, strings);

timeline.start(room, { view, strings, times, act });
composer.start(room, { strings, send, agreed: mayGo, edit, slash, typing: () => server.typing() });
find("picture-box").start(timeline);
if (composer.tray) {
  composer.tray.start({ button: part(composer, "attach"), room: page.room.id, connection, strings, locale });
  takeFiles(find(".room-main"), composer.body, (files) => composer.tray.add(files));
}
find("chat-members").start(room, strings, locale, (person, anchor) => more({ person, message: null }, anchor));
find("chat-pins").start(room, { strings, reveal: (id) => timeline.reveal(id), unpin });
for (const button of document.querySelectorAll("[data-room-deed]")) {
  button.addEventListener("click", () => {
    /** @type {HTMLDetailsElement} */ (button.closest("details")).open = false;
    deeds.doToRoom(/** @type {HTMLElement} */ (button).dataset.roomDeed);
  });
}
find("connection-state").connection = connection;
showTyping(room, strings);
const along = openStage(room, { server, strings, times });
room.addEventListener("room", showRoom);

connection.addEventListener("events", ({ detail }) => {
  room.receive(detail.filter(({ stream }) => stream === page.room.stream));
  for (const event of detail) {
    if (event.type === "room.read") readElsewhere(event.data);
    else if (event.type === "access.changed") accessChanged(event.data);
    else if (event.type.startsWith("person.")) room.block(event.data.person.id, event.type === "person.blocked");
  }
});
connection.addEventListener("signal", ({ detail }) => {
  if (detail.stream === page.room.stream) room.signal(detail.name, detail.data);
});
connection.addEventListener("heads", ({ detail }) => {
  for (const [stream, { unread }] of Object.entries(detail)) showUnread(stream, unread);
});
connection.addEventListener("reset", ({ detail }) => {
  if (page.room.stream in detail.streams) room.refresh();
});
connection.addEventListener("unfollowed", ({ detail }) => {
  if (detail.streams.includes(page.room.stream)) lost();
});
connection.addEventListener("state", ({ detail }) => {
  if (detail.state === "stopped" && page.me) askWhy();
});
if (outbox) {
  showSending(room, outbox);
  connection.addEventListener("state", ({ detail }) => {
    if (detail.state === "live") outbox.sendNow();
  });
  outbox.addEventListener("delayed", ({ detail }) => {
    if (detail.item.room === page.room.id) gate.hold(detail.item.error.retry_after);
  });
  outbox.open();
}

/**
 * What a button or a key asks for.
 * @param {"like" | "reply" | "edit" | "remove" | "more" | "retry" | "discard" | "unveil" | "leave"} what
 * @param {Message} message
 * @param {HTMLElement} element that shows it
 */
async function act(what, message, element) {
  if (!offers(message, room, (id) => room.quoted(id))[what]) return;
  const id = /** @type {number} */ (message.id);
  const deeds = {
    like: () => server.like(id, !message.liked),
    reply: () => composer.reply(message),
    edit: () => composer.correct(message),
    remove: () => remove(message),
    more: () => more({ person: message.author, message }, part(element, "more")),
    unveil: () => view.unveil(element, message),
    stop: () => server.stop(id),
    retry: () => outbox.retry(message.client_id),
    discard: () => outbox.discard(message.client_id),
    leave: () => composer.focus(),
  };
  await attempt(deeds[what]);
}

/**
 * One's own message after a question, somebody else's for a reason.
 * @param {Message} message
 */
async function remove(message) {
  if (message.author.id !== room.me?.id) await deeds.do("withdraw", { person: message.author, message });
  else if (await agreed(find("#remove-dialog"))) await server.remove(/** @type {number} */ (message.id));
}

/** @param {Message} message */
function unpin(message) {
  deeds.do("unpin", { person: message.author, message });
}

/**
 * Opens the menu and does what is chosen.
 * @param {import("./menu-offers.js").Target} target
 * @param {HTMLElement} anchor
 */
async function more(target, anchor) {
  const what = await find("deed-menu").choose(anchor, menuOffers(target, room), target.person.name);
  if (what) await deeds.do(what, target);
}

/**
 * @param {string} body
 * @param {number | null} replyTo
 * @param {import("./types.js").Attachment[]} attachments
 */
async function send(body, replyTo, attachments) {
  room.lookAway();
  for (const attachment of attachments) room.brought.set(attachment.id, attachment);
  const ids = attachments.length ? { attachments: attachments.map(({ id }) => id) } : {};
  await outbox.add({ room: page.room.id, body, reply_to: replyTo, ...ids, ...along() });
  await timeline.toEnd();
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} was it done?
 */
async function slash(text) {
  const done = await attempt(() => server.slash(text));
  if (done) await timeline.toEnd();
  return done;
}

/**
 * @param {Message} message
 * @param {string} body
 * @returns {Promise<boolean>} was it done?
 */
function edit(message, body) {
  return attempt(() => server.edit(/** @type {number} */ (message.id), body));
}

/**
 * Does it, or says why not.
 * @param {() => unknown} deed
 * @returns {Promise<boolean>}
 */
async function attempt(deed) {
  try {
    await deed();
    return true;
  } catch (error) {
    composer.refuse(error.status ? error.detail : strings.say("went_wrong"));
    return false;
  }
}

/**
 * May this go out now?
 * @param {string} body
 */
async function mayGo(body) {
  if (gate.holds) deeds.say("too_early");
  return !gate.holds && reachAgreed(body);
}

/**
 * Says whom a message would reach, or would not, where that is worth a thought.
 * @param {string} body
 * @returns {Promise<boolean>} shall it go out?
 */
async function reachAgreed(body) {
  const people = room.members.map(({ user }) => user);
  if (!isDoubtful(body, { open: room.room.visibility === "public", people })) return true;
  // Without an answer nobody is kept from talking: the outbox sends it when the server is back.
  const audience = await server.audience(body).catch(() => null);
  const said = audience ? warnings(audience, locale) : [];
  if (said.length === 0) return true;
  const dialog = find("#reach-dialog");
  part(dialog, "reach").replaceChildren(
    ...said.map(([key, values]) => {
      const line = document.createElement("p");
      line.textContent = strings.say(key, values);
      return line;
    }),
  );
  return agreed(dialog);
}

/**
 * Asks with a dialog.
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<boolean>} was it answered with its first button?
 */
function agreed(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue !== ""), { once: true });
  });
}

function showRoom() {
  const { name, topic } = room.room;
  part(document, "room-name").textContent = name;
  part(document, "room-topic").textContent = topic;
  document.title = `${name} · Chatsite`;
  // Whether one may write is the server's to say, and the page was made for the answer it had.
  for (const button of document.querySelectorAll("[data-room-deed]")) {
    const { roomDeed } = /** @type {HTMLElement} */ (button).dataset;
    if (roomDeed !== "pace") /** @type {HTMLElement} */ (button).hidden = room.room.locked === (roomDeed === "lock");
  }
  if (["archived", "visibility"].some((what) => room.room[what] !== page.room[what])) location.reload();
}

/** @param {{room: number, position: number, unread: number}} read in another tab, or here */
function readElsewhere({ room: id, position, unread }) {
  showUnread(`room-${id}`, unread);
  if (id === page.room.id) room.readPosition = Math.max(room.readPosition ?? 0, position);
}

/** @param {{id: number | null, role: string | null, room: object | null, sanction: any}} access */
async function accessChanged({ id, role, room: readable, sanction }) {
  if (id === null) {
    const now = await server.room().catch(() => null);
    return now ? room.restrict(now.sanction) : room.refresh();
  }
  if (id !== page.room.id) return;
  if (sanction && ["kick", "ban"].includes(sanction.kind)) return location.assign(`/sanctions/${sanction.id}/`);
  room.restrict(sanction);
  const joined = page.room.role === null && role === "member";
  if (!readable) await lost();
  else if (role !== page.room.role && !joined) location.reload();
  else room.readPosition ??= room.timeline.position;
}

/** One may not read on; a sanction says why and until when. */
async function lost() {
  const held = room.me ? await server.ownSanctions().catch(() => []) : [];
  const barring = held.find(
    ({ kind, holds, room: where }) => holds && kind !== "mute" && (where === null || where === page.room.id),
  );
  if (barring?.kind === "ban") location.assign(`/sanctions/${barring.id}/`);
  else if (barring) room.restrict(barring);
  else shut();
}

/** The connection is not to be had any more; who is kept out of the site is led to the reason. */
async function askWhy() {
  const answer = await fetch("/kept-out/").catch(() => null);
  if (answer?.redirected) location.assign(answer.url);
}

/** One may not read on: what was read stays, writing ends. */
function shut() {
  gate.stop();
  const notice = document.createElement("p");
  notice.className = "composer-guest";
  notice.setAttribute("role", "alert");
  notice.textContent = strings.say("no_longer");
  composer.replaceChildren(notice);
}
