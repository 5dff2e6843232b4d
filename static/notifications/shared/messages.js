/**
 * What the tabs of one browser say to each other; there is no code here. Each message
 * carries `from`, the name of the tab.
 *
 * To the leader:
 * - `ask`     are you there?
 * - `want`    what a tab wants and how far it has come, at the start and on every change
 * - `wake`, `online`, `try`  what a tab noticed that the leader, perhaps hidden, did not
 * - `leave`   the tab goes
 *
 * From the leader:
 * - `here`    I lead
 * - `joined`  answers `want` with where the shared connection is
 * - `full`    one connection cannot carry that tab's streams too: it opens its own
 * - `frame`, `state`  what the connection brings
 *
 * @typedef {import("../types.js").Frame} Frame
 * @typedef {import("../types.js").LineState} LineState
 * @typedef {import("../types.js").Wish} Wish
 *
 * @typedef {(
 *   {type: "ask"|"wake"|"online"|"try"|"leave"} |
 *   {type: "want", wish: Wish, cursor: string, hidden: boolean}
 * )} ToLeader
 * @typedef {(
 *   {type: "here"} |
 *   {type: "joined", to: string, cursor: string, state: LineState|null} |
 *   {type: "full", to: string} |
 *   {type: "frame", frame: Frame} |
 *   {type: "state", state: LineState}
 * )} FromLeader
 * @typedef {(ToLeader | FromLeader) & {from: string}} Message
 */

export {};
