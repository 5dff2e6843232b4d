/**
 * What came while we were away, counted by what it means to a reader.
 *
 * @typedef {"new"|"edited"|"removed"} Kind
 */

/** Event types end in a past participle, whatever they are about. @type {Record<string, Kind>} */
const KINDS = {
  posted: "new",
  created: "new",
  edited: "edited",
  updated: "edited",
  restored: "edited",
  removed: "removed",
};

export class Summary {
  /** @type {Record<Kind, number>} */
  counts = { new: 0, edited: 0, removed: 0 };

  /** @param {import("../types.js").LogEvent[]} events */
  add(events) {
    for (const { type } of events) {
      // What one is told of a message is no other news than the message; the bell counts it.
      if (type.startsWith("notification.")) continue;
      const kind = KINDS[type.slice(type.lastIndexOf(".") + 1)];
      if (kind) this.counts[kind] += 1;
    }
  }

  /** @returns {[Kind, number][]} those that are not nought */
  get parts() {
    const entries = /** @type {[Kind, number][]} */ (Object.entries(this.counts));
    return entries.filter(([, count]) => count > 0);
  }
}
