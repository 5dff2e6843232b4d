/**
 * The shapes the bell works with; there is no code here. They are those of `notifications/inbox/schemas.py`.
 *
 * `position` is where the person's stream last told of something new in the alert.
 * @typedef {{
 *   id: number, kind: string, count: number, people: number, actors: import("../chat/types.js").Person[],
 *   room: number | null, message: number | null, where: string | null, excerpt: string | null, place: string,
 *   text: string, url: string, addressed: boolean, read: boolean, position: number, at: string,
 * }} Alert
 *
 * @typedef {{position: number, unread: number, addressed: number}} Counts
 * @typedef {Counts & {notifications: Alert[]}} Page
 *
 * @typedef {{name: string, label: string, addressed: boolean, bell: boolean, push: boolean, mail: boolean}} Kind
 * @typedef {{
 *   language: string, time_zone: string, quiet: boolean, kinds: Kind[], push_key: string,
 *   subscriptions: {id: number, endpoint: string, label: string}[],
 * }} Preferences
 *
 * @typedef {import("../notifications/types.js").LogEvent} LogEvent
 */

export {};
