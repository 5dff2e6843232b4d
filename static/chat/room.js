// The page of a room: puts the connection, the outbox, the state and the elements together.

import { Connection } from "../notifications/connection.js";
import { Outbox } from "../notifications/outbox.js";
import { MessageView } from "./message-view.js";
import "./room-composer.js";
import "./room-members.js";
import { RoomState } from "./room-state.js";
import "./room-timeline.js";
import { Server } from "./server.js";
import { Strings } from "./strings.js";
import { Times } from "./times.js";
import { TypingLine } from "./typing-line.js";
import { listedStreams, showUnread } from "./unread.js";

const json = (/** @type {string} */ id) => JSON.parse(String(document.getElementById(id)?.textContent));
const page = json("page");
const locale = document.documentElement.lang;
const strings = new Strings(json("sentences"), locale);
const times = new Times(locale);
