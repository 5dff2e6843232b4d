/**
 * The shapes that travel between the modules of this library; there is no code here.
 *
 * Every transport hands up the frames of the WebSocket (docs/protocol.md), whatever
 * it read them from, so that nothing above a transport knows which one is in use.
 * `expelled` is how an answer without close codes says that the session has ended.
 *
 * @typedef {{stream: string, position: number, type: string, at: string, data: Record<string, any>}} LogEvent
 *
 * @typedef {(
 *   {type: "welcome", cursor: string} |
 *   {type: "followed", cursor: string, streams: string[]} |
 *   {type: "events", events: LogEvent[], cursor?: string} |
 *   {type: "reset", streams: Record<string, {head: number, reason: string}>, cursor?: string} |
 *   {type: "heads", heads: Record<string, {position: number, unread: number}>} |
 *   {type: "signal", stream: string, name: string, data: any} |
 *   {type: "unfollowed", streams: string[], reason: string} |
 *   {type: "expelled"} |
 *   {type: "ack", id: string, status: number, result: any} |
 *   {type: "error", id: string|null, status: number, code: string, detail: string, retry_after?: number}
 * )} Frame
 *
 * What an application wants: `follow` brings events, `watch` only the heads.
 * @typedef {{follow: string[], watch: string[]}} Wish
 *
 * What to carry. `after` is asked each time a transport connects: it must resume
 * where the application is by then, not where it was when the transport was made.
 * @typedef {Wish & {after: () => string}} Request
 *
 * Why a transport ended:
 * - `lost`     cut, or never got through; whether that means "blocked" is for the ladder to say
 * - `blocked`  something on the way answered in the server's place
 * - `later`    the server asks to come back after `retryMs`
 * - `refused`  the server says no (`code` 400, 401 or 403): do not come back, except
 *   without `streams` when it names those that it means
 * - `over`     the stream has ended for good (`code` 204)
 * `why` says it in a word, or is the HTTP status; indicator/texts.js has it for people.
 * @typedef {{kind: "lost"|"blocked"|"later"|"refused"|"over", code?: number, retryMs?: number, why?: string, streams?: string[]}} Reason
 *
 * One way to the server. `open` is called once. Absent methods are not possible on
 * that transport: `update` answers whether the new request could be taken over live,
 * `send` passes a frame up, `buffered` says how many bytes wait to be sent, `probe` provokes a sign of life, `slow` spares the battery.
 * @typedef {{
 *   open(request: Request): void,
 *   close(): void,
 *   update?(request: Request): boolean,
 *   send?(frame: object): void,
 *   buffered?(): number,
 *   probe?(): void,
 *   slow?(hidden: boolean): void,
 *   onframe: (frame: Frame) => void,
 *   onalive: () => void,
 *   onclose: (reason: Reason) => void,
 * }} Transport
 *
 * @typedef {{name: string, create: () => Transport}} Rung
 *
 * @typedef {"connecting"|"live"|"waiting"|"offline"|"stopped"} StateName
 * Times are milliseconds since 1970; `connection` counts the connections that there were;
 * `code` is the HTTP status that stopped it.
 * @typedef {{
 *   state: StateName, transport: string|null, connection: number, since: number, heardAt: number|null,
 *   failed: {transport: string, why: string, at: number}[], nextTryAt: number|null, code: number|null,
 * }} LineState
 *
 * What a connection stands on: a ladder of its own, or one shared with other tabs.
 * Frames come out in order, each event once.
 * @typedef {{
 *   want(wish: Wish): void,
 *   send(frame: object): boolean,
 *   buffered(): number,
 *   tryNow(): void, wake(): void, online(): void, hide(hidden: boolean): void, sleep(): void, close(): void,
 *   onframe: (frame: Frame) => void,
 *   onstate: (state: LineState) => void,
 * }} Line
 */

export {};
