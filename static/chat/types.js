/**
 * The shapes the pages work with; there is no code here. They are those of `chat/shapes.py`.
 *
 * @typedef {{id: number, username: string, name: string}} Person
 * @typedef {{room: number, user: Person, role: string | null, joined_at: string | null,
 *   sanction: {kind: string, until: string | null} | null}} Member
 *
 * @typedef {{
 *   id: string, name: string, alt: string, size: number, kind: "picture" | "audio" | "video" | "file", type: string,
 *   state: "uploading" | "processing" | "ready" | "broken", width: number | null, height: number | null,
 *   url: string | null, thumbnail: string | null,
 * }} Attachment
 *
 * How a message floats over the stage; null: as any other does.
 * @typedef {{mode: string, colour: string, size: string, at_ms: number | null} | null} Bullet
 *
 * A message on its way has no `id` and no `position` yet, and a `state`.
 * @typedef {{
 *   id: number | null, room: number, author: Person, body: string, html: string, client_id: string,
 *   bullet?: Bullet, answer?: "growing" | "finished" | "cancelled" | "interrupted" | null, bot?: boolean,
 *   attachments?: Attachment[],
 *   created_at: string, edited_at: string | null, removed_at: string | null, reply_to: number | null,
 *   pinned_at?: string | null, masked?: boolean, likes: number, liked?: boolean, position: number | null, state?: "sending" | "failed", error?: string,
 * }} Message
 *
 * @typedef {{messages: Message[], position: number}} Page
 * @typedef {import("../notifications/types.js").LogEvent} LogEvent
 */

export {};
