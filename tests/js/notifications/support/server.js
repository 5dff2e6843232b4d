/**
 * A server with one log and transports that fail as they are told. A transport works
 * like a real one: welcome, backlog after the cursor, then what is appended.
 */
import { Cursor } from "../../../../static/notifications/wire/cursor.js";

/**
 * How a transport behaves:
 * - `works`
 * - `blocked`  nothing ever comes
 * - `cut`      it ends at once
 * - any Reason: it ends at once with that
 */
export class FakeServer {
  generation = "g1";
  log = new Map();
  /** @type {Record<string, any>} by the name of the transport */
  behaviour = {};
  /** All transports that were ever opened. */
  opened = [];
  healthy = true;
  forbidden = new Set();

  constructor(clock) {
    this.clock = clock;
    this.#beat();
  }

  head(stream) {
    return this.log.get(stream)?.length ?? 0;
  }

  since(stream, start) {
    return (this.log.get(stream) ?? []).filter(({ position }) => position > start);
  }

  append(stream, count = 1) {
    const events = this.log.get(stream) ?? [];
    this.log.set(stream, events);
    const fresh = Array.from({ length: count }, () => {
      const event = { stream, position: events.length + 1, type: "message.posted", at: "", data: {} };
      events.push(event);
      return event;
    });
    for (const transport of this.alive) transport.receive(fresh);
  }

  get alive() {
    return this.opened.filter((transport) => transport.alive);
  }

  /** The names of those that are open now. */
  get names() {
    return this.alive.map(({ name }) => name);
  }

  #beat() {
    this.clock.setTimeout(() => {
      for (const transport of this.alive) transport.beat();
      this.#beat();
    }, 20_000);
  }

  /** @param extras methods that a transport has beyond the necessary, by its name */
  rungs(names, extras = {}) {
    return names.map((name) => ({
      name,
      create: () => {
        const transport = new FakeTransport(this, name);
        return Object.assign(transport, extras[name]?.(transport));
      },
    }));
  }
}

class FakeTransport {
  alive = false;
  mute = false;
  closed = false;
  sent = [];

  constructor(server, name) {
    this.server = server;
    this.name = name;
    server.opened.push(this);
  }

  open(request) {
    this.request = request;
    const behaviour = this.server.behaviour[this.name] ?? "works";
    if (behaviour === "blocked") return;
    this.server.clock.setTimeout(() => this.#answer(behaviour), 50);
  }

  close() {
    this.closed = true;
    this.alive = false;
  }

  /** The connection ends. */
  end(reason = { kind: "lost", why: "cut" }) {
    if (this.closed) return;
    this.close();
    this.onclose(reason);
  }

  receive(events) {
    const mine = events.filter(({ stream }) => this.request.follow.includes(stream));
    if (mine.length > 0) this.frame({ type: "events", events: mine });
  }

  frame(frame) {
    if (this.closed || this.mute) return;
    this.onalive();
    this.onframe(frame);
  }

  beat() {
    if (!this.closed && !this.mute) this.onalive();
  }

  #answer(behaviour) {
    if (this.closed) return;
    if (behaviour === "cut") return this.end();
    if (behaviour !== "works") return this.end(behaviour);
    const denied = this.request.follow.filter((stream) => this.server.forbidden.has(stream));
    if (denied.length > 0) return this.end({ kind: "refused", code: 403, streams: denied });
    this.alive = true;
    const after = Cursor.parse(this.request.after()).positions;
    const starts = this.request.follow.map((stream) => [stream, after.get(stream) ?? this.server.head(stream)]);
    this.frame({ type: "welcome", cursor: new Cursor(this.server.generation, new Map(starts)).toString() });
    for (const [stream, start] of starts) this.receive(this.server.since(stream, start));
  }
}
