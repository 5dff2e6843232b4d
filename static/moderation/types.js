/**
 * The shapes the panel works with; there is no code here. They are those of `chat/shapes.py` and `chat/records.py`.
 *
 * @typedef {import("../chat/types.js").Person} Person
 * @typedef {{id: number, slug: string, name: string}} Place
 * @typedef {"new" | "taken" | "decided" | "appealed"} ReportState
 * @typedef {{
 *   id: number, message: number, author: Person, room: Place, reporter: Person | null, automatic: boolean,
 *   reason: string, note: string, state: ReportState, created_at: string, taken_by: Person | null,
 *   decided_by: Person | null, decision: string,
 * }} Report
 *
 * The reports of one message; `said` is null while nobody knows what it said.
 * @typedef {{message: number, said: string | null, last: number, last_at: string, reports: Report[]}} Group
 *
 * Which reports are looked at; what is null does not matter. `state` names several, with commas.
 * @typedef {{state: string | null, room: number | null, kind: string | null}} Wanted
 *
 * @typedef {import("../notifications/types.js").LogEvent} LogEvent
 */

export {};
