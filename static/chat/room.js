// The page of a room: puts the outbox, the state and the elements together.

import "../notifications/indicator.js";
import { Outbox } from "../notifications/outbox.js";
import { connection } from "./connected.js";
import { part } from "./dom.js";
import { MessageView } from "./message-view.js";
import { offers } from "./offers.js";
import { isDoubtful, warnings } from "./reach.js";
import "./room-composer.js";
import "./room-members.js";
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

timeline.start(room, { view: new MessageView(room, strings, times), strings, times, act });
composer.start(room, { strings, send, agreed: reachAgreed, edit, typing: () => server.typing() });
find("chat-members").start(room, strings, locale);
find("connection-state").connection = connection;
showTyping(room, strings);
room.addEventListener("room", showRoom);

connection.addEventListener("events", ({ detail }) => {
  room.receive(detail.filter(({ stream }) => stream === page.room.stream));
  for (const event of detail) {
    if (event.type === "room.read") readElsewhere(event.data);
    else if (event.type === "access.changed" && event.data.id === page.room.id) accessChanged(event.data);
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
  if (detail.streams.includes(page.room.stream)) shut();
});
if (outbox) {
  showSending(room, outbox);
  connection.addEventListener("state", ({ detail }) => {
    if (detail.state === "live") outbox.sendNow();
  });
  outbox.open();
}

/**
 * What a button or a key asks for.
 * @param {"like" | "reply" | "edit" | "remove" | "retry" | "discard" | "leave"} what
 * @param {Message} message
 */
async function act(what, message) {
  if (!offers(message, room)[what]) return;
  const id = /** @type {number} */ (message.id);
  const deeds = {
    like: () => server.like(id, !message.liked),
    reply: () => composer.reply(message),
    edit: () => composer.correct(message),
    remove: async () => (await agreed(find("#remove-dialog"))) && server.remove(id),
    retry: () => outbox.retry(message.client_id),
    discard: () => outbox.discard(message.client_id),
    leave: () => composer.focus(),
  };
  await attempt(deeds[what]);
}

/**
 * @param {string} body
 * @param {number | null} replyTo
 */
async function send(body, replyTo) {
  room.lookAway();
  await outbox.add({ room: page.room.id, body, reply_to: replyTo });
  await timeline.toEnd();
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
  if (["locked", "archived", "visibility"].some((what) => room.room[what] !== page.room[what])) location.reload();
}

/** @param {{room: number, position: number, unread: number}} read in another tab, or here */
function readElsewhere({ room: id, position, unread }) {
  showUnread(`room-${id}`, unread);
  if (id === page.room.id) room.readPosition = Math.max(room.readPosition ?? 0, position);
}

/** @param {{role: string | null, room: object | null}} access */
function accessChanged({ role, room: readable }) {
  const joined = page.room.role === null && role === "member";
  if (!readable) shut();
  else if (role !== page.room.role && !joined) location.reload();
  else room.readPosition ??= room.timeline.position;
}

/** One may not read on: what was read stays, writing ends. */
function shut() {
  const notice = document.createElement("p");
  notice.className = "composer-guest";
  notice.setAttribute("role", "alert");
  notice.textContent = strings.say("no_longer");
  composer.replaceChildren(notice);
}
