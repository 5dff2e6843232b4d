/**
 * What the indicator says. A page replaces each by an attribute `text-<name>`, already
 * translated; `{…}` stands for what is filled in.
 *
 * @type {Record<string, string>}
 */
export const TEXTS = {
  connecting: "Connecting…",
  live: "Live",
  waiting: "Reconnecting",
  offline: "Offline",
  stopped: "Disconnected",
  "try-now": "Try now",
  details: "Connection",
  help: "Connection doctor",
  transport: "Transport: {transport}",
  since: "Since {time}",
  heard: "Last heard {time}",
  behind: "Behind by {count}",
  failed: "{transport} failed at {time}: {why}",
  "why-network": "no connection",
  "why-silent": "no answer",
  "why-mute": "no answer",
  "why-stale": "no answer",
  "why-foreign": "somebody else answered",
  "why-hole": "something was missing",
  "why-ended": "it ended",
  "why-restart": "the server restarts",
  "why-busy": "the server is busy",
  next: "Next try in {seconds} s",
  "signed-out": "You are signed out.",
  forbidden: "You may not see this.",
  over: "This is closed.",
  "caught-up": "Caught up: {parts}",
  new: "{count} new",
  edited: "{count} edited",
  removed: "{count} removed",
  websocket: "WebSocket",
  sse: "event stream",
  eventsource: "EventSource",
  frame: "forever frame",
  "long-poll": "long polling",
  "short-poll": "polling",
};

/**
 * @param {string} template
 * @param {Record<string, string|number>} values
 */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
