import assert from "node:assert/strict";
import { test } from "node:test";
import { TRANSPORTS } from "../../../../static/notifications/doctor/checkup.js";
import { LINES, named, PROXIES } from "../../../../static/notifications/doctor/cures.js";
import { diagnose } from "../../../../static/notifications/doctor/diagnosis.js";

const SITE = { status: 200, ours: true, server: "", via: "" };
const CLOCK = { roundTripMs: [10, 12, 11], differenceMs: 3, errorMs: 5 };
const NETWORK = { kind: "lost", why: "network", code: null, afterMs: 100 };
const SECONDS = [1, 2, 3, 4, 5, 6];

/** A transport that works: an event a second, each a little late. */
function trial(transport, change = {}) {
  return {
    ...{ transport, stream: "clock", lastedMs: 7_000, openMs: 20, firstMs: 40, server: "", via: "", end: null },
    came: SECONDS.map((second) => second * 1_000 + 10),
    lateMs: SECONDS.map(() => 10),
    roundTripMs: [],
    ...change,
  };
}

/** Nothing came of it. */
const dead = (transport, change = {}) =>
  trial(transport, { openMs: null, firstMs: null, came: [], lateMs: [], ...change });

/** What is measured where nothing is wrong, with these trials in place of the good ones. */
function measured(trials = [], change = {}) {
  return {
    ...{ site: SITE, streams: null, socketAddress: { ...SITE, status: 426 }, clock: CLOCK, busy: [], quiet: [] },
    held: { heldMs: 24_000, why: "", code: null },
    trials: TRANSPORTS.map((name) => trials.find(({ transport }) => transport === name) ?? trial(name)),
    ...change,
  };
}

/** It ended by itself after so long. */
const ended = (transport, afterMs, why = "network") => trial(transport, { end: { ...NETWORK, why, afterMs } });

const after = (ms) => SECONDS.map((second) => second * 100 + ms);
const behindProxy = { ...SITE, ours: false, status: 403 };

const TABLE = {
  "nothing is wrong": [measured(), []],
  "nothing answers": [measured([], { site: { ...SITE, status: null, ours: false } }), ["unreachable"]],
  "a page for signing in answers": [measured([], { site: { ...SITE, ours: false } }), ["foreign"]],
  "somebody says 403 to everything": [measured([], { site: behindProxy }), ["blocked 403"]],
  "somebody says 403 to streams": [
    measured([], { streams: { kind: "blocked", why: "403", code: 403 } }),
    ["blocked 403"],
  ],
  "the handshake is refused": [measured([dead("websocket", { end: NETWORK })]), ["upgrade websocket"]],
  "the handshake is not answered": [measured([dead("websocket")]), ["upgrade websocket"]],
  "the socket's address is blocked": [
    measured([dead("websocket", { end: NETWORK })], { socketAddress: behindProxy }),
    ["blocked 403 websocket"],
  ],
  "the socket opens and stays mute": [measured([dead("websocket", { openMs: 20 })]), ["mute-socket websocket"]],
  "too many sockets": [
    measured([dead("websocket", { openMs: 20, end: { ...NETWORK, kind: "later", code: 429 } })]),
    ["too-many websocket"],
  ],
  "whole bodies are held back": [measured([dead("sse"), dead("frame", { openMs: 20 })]), ["whole sse,frame"]],
  "pieces are collected": [measured([trial("sse", { came: after(4_000) })]), ["clumps sse"]],
  "pieces come in one go at the end": [measured([trial("sse", { came: [] })]), ["clumps sse"]],
  "pieces come much too late": [measured([trial("frame", { lateMs: [4_000, 3_000, 2_000] })]), ["clumps frame"]],
  "polls bring several at once, as they should": [measured([trial("short-poll", { came: after(4_000) })]), []],
  "somebody answers a stream": [
    measured([dead("sse", { end: { ...NETWORK, kind: "blocked", why: "foreign" } })]),
    ["foreign sse"],
  ],
  "somebody answers a stream with 502": [
    measured([dead("sse", { end: { ...NETWORK, why: "502", code: 502 } })]),
    ["blocked 502 sse"],
  ],
  "the site says 403": [
    measured([dead("sse", { end: { ...NETWORK, kind: "refused", why: "forbidden", code: 403 } })]),
    ["refused sse"],
  ],
  "the site is restarting": [
    measured([dead("sse", { end: { ...NETWORK, kind: "later", why: "503", code: 503 } })]),
    ["busy sse"],
  ],
  "a stream is reset": [measured([dead("sse", { end: NETWORK })]), ["reset sse"]],
  "a poll is never answered": [measured([dead("long-poll")]), ["held long-poll"]],
  "everything is cut at its age": [
    measured([], {
      busy: [ended("websocket", 10_100), ended("sse", 10_050, "ended")],
      quiet: [ended("websocket", 10_020), ended("sse", 10_000, "ended")],
      held: { heldMs: 10_010, why: "network", code: null },
    }),
    ["age 10 s websocket,sse,long-poll"],
  ],
  "one is cut within the short trial": [measured([ended("sse", 3_000)]), ["age 3 s sse"]],
  "silence is cut": [
    measured([], { busy: [trial("websocket")], quiet: [ended("websocket", 10_000)] }),
    ["silence 10 s websocket"],
  ],
  "silence is cut by nginx, which answers requests with 504": [
    measured([], {
      ...{ busy: [trial("sse")], quiet: [ended("sse", 10_000)] },
      held: { heldMs: 10_000, why: "504", code: 504 },
    }),
    ["silence 10 s sse", "held 10 s 504 long-poll"],
  ],
  "a request may not wait": [
    measured([], { held: { heldMs: 100, why: "403", code: 403 } }),
    ["held 1 s 403 long-poll"],
  ],
  "a restart is no cut": [measured([], { quiet: [ended("websocket", 9_000, "restart")] }), []],
  "the way is long": [measured([], { clock: { ...CLOCK, roundTripMs: [900, 1_000, 950] } }), ["slow"]],
  "the clock is wrong": [measured([], { clock: { ...CLOCK, differenceMs: -60_000 } }), ["clock 60 s"]],
};

const said = ({ name, transports, seconds, status }) =>
  [name, seconds && `${seconds} s`, status, transports.length < 5 && transports.join()].filter(Boolean).join(" ");

for (const [what, [measurements, causes]] of Object.entries(TABLE)) {
  test(`${what}: ${causes.join(", ") || "no cause"}`, () => {
    assert.deepEqual(diagnose(measurements).causes.map(said), causes);
  });
}

test("the best way is the first on the ladder that nothing hampers", () => {
  const best = (trials, change) => diagnose(measured(trials, change)).best;
  assert.equal(best([]), "websocket");
  assert.equal(best([dead("websocket")]), "sse");
  assert.equal(best([dead("websocket"), dead("sse")]), "long-poll");
  assert.equal(best([dead("websocket"), dead("sse"), dead("long-poll")]), "short-poll");
  assert.equal(best([], { site: behindProxy }), null);
});

test("one that is cut now and then still works", () => {
  const { works } = diagnose(measured([], { busy: [ended("websocket", 10_000)], quiet: [ended("websocket", 10_000)] }));
  assert.deepEqual(works, TRANSPORTS);
});

test("where lines help there are lines for every proxy", () => {
  for (const lines of Object.values(LINES)) assert.deepEqual(Object.keys(lines), Object.keys(PROXIES));
});

test("a proxy that names itself comes first", () => {
  assert.equal(named(["nginx/1.22.1", ""]), "nginx");
  assert.equal(named(["", "1.1 Caddy"]), "caddy");
  assert.equal(named(["daphne"]), null);
});
