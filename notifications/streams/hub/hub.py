"""One hub per process: it reads each event once and hands it to all who follow.

It learns of new events from this process's own commits, from the channel layer, and from
one query every half second over all followed streams, which heals every lost wake-up.
"""

import asyncio
import logging
import secrets
from collections.abc import Collection, Coroutine, Hashable, Iterable, Mapping
from functools import partial
from itertools import islice
from time import monotonic, time
from typing import Any

from django.db import DatabaseError, InterfaceError

from notifications.streams import log, threads, unread
from notifications.streams.entry import BATCH_CHARS, Batch, Entry, batches
from notifications.streams.hub import control
from notifications.streams.hub.clock import Clock
from notifications.streams.hub.feed import ClockFeed, Feed
from notifications.streams.hub.follower import Ending, Follower
from notifications.streams.hub.lasting import done, for_ever
from notifications.streams.hub.link import Link
from notifications.streams.hub.passes import Pass, Passes, Revocations
from notifications.streams.names import CLOCK, CONTROL, GENERATION
from notifications.streams.signals import Signal, Signals

logger = logging.getLogger(__name__)

SWEEP_S = 0.5
# One read takes at most so many events, of so many streams: SQLite refuses a statement that names a thousand, and
# would never be asked for less.
READ_EVENTS = 512
READ_STREAMS = 100


class Hub:
    """What a process knows of streams, and who follows them; it lives on one event loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.process = secrets.token_hex(8)
        self.feeds: dict[str, Feed] = {}
        self.followers: set[Follower] = set()
        self.signals = Signals()
        self.generation = ""
        # How far the control stream is known to reach, and how far it has been applied.
        self.control_head = 0
        self.control = 0
        self.revocations = Revocations(0)
        self.passes = Passes()
        self.draining = False
        self._link = Link(self)
        self._clock = Clock(self)
        self._stirred = asyncio.Event()
        self._dirty: set[str] = set()
        self._reads: dict[tuple[str, int], asyncio.Task[Batch | None]] = {}
        self._controlling = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Find out where the log stands, and begin to follow it."""
        self.generation = await threads.sweep(log.generation)
        self._begin_control(*await threads.sweep(_read_recent_control))
        for work in (for_ever(self._advance_next), for_ever(self._sweep), self._link.run(), self._clock.run()):
            self.keep(work)

    def keep(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run `work` as a task that nobody else needs to hold."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # Wake-ups

    def announce_threadsafe(self, heads: Mapping[str, int]) -> None:
        """Streams were written by this process; called after the commit, from any thread."""
        self.loop.call_soon_threadsafe(self._announce_all, heads)

    def announce(self, heads: Mapping[str, int]) -> None:
        """Streams may have reached these heads: have them read if they are followed here."""
        self.control_head = max(self.control_head, heads.get(CONTROL, 0))
        if self.control_head > self.control:
            self._dirty.add(CONTROL)
        for name, head in heads.items():
            if (feed := self.feeds.get(name)) and head > feed.head:
                self._dirty.add(name)
        if self._dirty:
            self._stirred.set()

    def signal(self, signal: Signal) -> None:
        """Hand an ephemeral signal to those who follow its stream here."""
        self.signals.add(signal)
        if feed := self.feeds.get(signal.stream):
            for follower in list(feed.followers):
                follower.tell(signal.key, partial(follower.transport.signal, signal))

    def broadcast(self, signal: Signal) -> None:
        """The same in every process."""
        self.signal(signal)
        self._link.send_signal(signal)

    def broadcast_threadsafe(self, signal: Signal) -> None:
        """The same, from any thread."""
        self.loop.call_soon_threadsafe(self.broadcast, signal)

    # Followers

    async def load(self, names: Collection[str]) -> None:
        """Have these streams in memory."""
        if CLOCK in names and CLOCK not in self.feeds:
            self.feeds[CLOCK] = ClockFeed()
        missing = [name for name in names if name not in self.feeds]
        # Before the log is asked: meanwhile the sweep lets go of what is idle.
        for name in {*names}.difference(missing):
            self.feeds[name].used = monotonic()
        if missing:
            for name, reach in (await threads.read(log.reach, missing)).items():
                self.feeds.setdefault(name, Feed(name, reach.head, reach.floor))

    def join(self, follower: Follower, positions: Mapping[str, int], watching: Collection[str]) -> None:
        """Let `follower` read; its streams have been loaded and it may follow them."""
        self.followers.add(follower)
        follower.positions.update(positions)
        for name in positions:
            self.feeds[name].followers.add(follower)
            self._clock.presence.came(name, follower.viewer.user_id)
        for name in watching:
            follower.watching |= {name}
            follower.stale_heads |= {name}
            self.feeds[name].watchers.add(follower)

    def leave(self, follower: Follower, names: Iterable[str]) -> None:
        """`follower` stops reading these streams."""
        for name in names:
            feed = self.feeds[name]
            feed.used = monotonic()
            if follower.positions.pop(name, None) is not None:
                feed.followers.discard(follower)
                self._clock.presence.went(name, follower.viewer.user_id)
            if name in follower.watching:
                follower.watching -= {name}
                follower.stale_heads -= {name}
                feed.watchers.discard(follower)

    def forget(self, follower: Follower) -> None:
        """The follower's connection has ended."""
        self.followers.discard(follower)

    def see_out(self, follower: Follower) -> None:
        """What the follower reads is over: it goes when it has had time to hear the rest, or comes back for it."""
        self.loop.call_later(control.LAST_WORDS_S, follower.end, Ending.OVER)

    def polled(self, who: Hashable, *, guest: bool, next_ms: int) -> None:
        """Somebody follows by asking now and then, and was told to come back in `next_ms`."""
        self._clock.census.polled(who, guest=guest, next_ms=next_ms)

    async def drain(self) -> None:
        """Say goodbye to everybody before the process ends."""
        self.draining = True
        for follower in list(self.followers):
            follower.end(Ending.RESTART)
        await asyncio.sleep(0)
        await done(self._clock.presence.leave)
        await done(self._clock.census.leave)

    # Reading

    async def heads(self, user_id: int | None, names: Collection[str]) -> dict[str, dict[str, int]]:
        """Where watched streams end, and how much of them a person has not read."""
        counts = await threads.read(unread.count, user_id, names)
        return {name: self.feeds[name].told(counts) for name in names if name in self.feeds}

    async def after(self, name: str, position: int) -> Batch | None:
        """What follows `position`, from memory or from the log; None if it is no longer kept."""
        if self.control_head > self.control:
            await self._apply_control()
        entries = self.feeds[name].tail.after(position)
        if entries is not None:
            return next(batches(entries), None)
        key = (name, position)
        if key not in self._reads:
            # Those who come back together from the same place share one read.
            self._reads[key] = self.keep(self._read_after(name, position))
            self._reads[key].add_done_callback(lambda _: self._reads.pop(key))
        return await asyncio.shield(self._reads[key])

    async def _read_after(self, name: str, position: int) -> Batch | None:
        feed = self.feeds[name]
        reading = await self._read_patiently({name: position}, feed.pace)
        self.control_head = max(self.control_head, reading.control)
        if self.control_head > self.control:
            await self._apply_control()
        if reading.entries:
            feed.pace = _pace(reading.entries)
        return next(batches(reading.entries), None)

    async def _read_patiently(self, places: Mapping[str, int], limit: int) -> log.Reading:
        while True:
            try:
                return await threads.read(log.read, places, limit)
            except (DatabaseError, InterfaceError) as error:
                # Those who are connected already wait for the database to come back.
                logger.warning("log_unreadable: %r", error)
                await asyncio.sleep(SWEEP_S)

    async def _advance_next(self) -> None:
        await self._stirred.wait()
        self._stirred.clear()
        names = set(islice(self._dirty, READ_STREAMS))
        self._dirty -= names
        if self._dirty:
            self._stirred.set()
        try:
            await self._advance(names)
        except Exception:
            self._dirty |= names
            self._stirred.set()
            raise

    async def _advance(self, names: set[str]) -> None:
        places = {name: self.feeds[name].head for name in names if name in self.feeds}
        generation = self.generation
        reading = await threads.read(log.read, places, READ_EVENTS) if places else None
        self.control_head = max(self.control_head, reading.control if reading else 0)
        if self.control_head > self.control:
            await self._apply_control()
        if reading is None or self.generation != generation:
            return
        by_stream: dict[str, list[Entry]] = {}
        for entry in reading.entries:
            by_stream.setdefault(entry.stream, []).append(entry)
        for name, entries in by_stream.items():
            if feed := self.feeds.get(name):
                feed.advance(entries)
        if len(reading.entries) == READ_EVENTS:
            self._dirty |= places.keys()
            self._stirred.set()

    async def _apply_control(self) -> None:
        async with self._controlling:
            while entries := (await self._read_patiently({CONTROL: self.control}, READ_EVENTS)).entries:
                for entry in entries:
                    await control.apply(self, entry)
                    self.control = entry.position

    async def _sweep(self) -> None:
        await asyncio.sleep(SWEEP_S)
        # Before the look: while it lasts, this process may learn of more than it will show.
        known = self.control
        reach = await threads.sweep(log.reach, [CONTROL, GENERATION, *self.feeds])
        if reach[GENERATION].head != int(self.generation, 16) or reach[CONTROL].head < known:
            await self._begin_anew()
        else:
            self.announce({name: found.head for name, found in reach.items()})
            for name, found in reach.items():
                if feed := self.feeds.get(name):
                    feed.let_go(found.floor)
        # Not while the database is away: those who wait for it come back to their streams.
        for name in [name for name, feed in self.feeds.items() if feed.idle]:
            del self.feeds[name]

    async def _begin_anew(self) -> None:
        """The database is another one than it was: send everybody away to start afresh."""
        logger.warning("generation_changed")
        generation = await threads.sweep(log.generation)
        known = [name for name in self.feeds if name != CLOCK]
        reach = await threads.sweep(log.reach, known)
        recent = await threads.sweep(_read_recent_control)
        # From here on without waiting, so that nobody comes back in between and stays.
        self.generation = generation
        self._begin_control(*recent)
        self.passes = Passes()
        for follower in list(self.followers):
            follower.end(Ending.RESTART)
        self.feeds.update((name, Feed(name, *reach[name])) for name in known)

    def _begin_control(self, head: int, entries: list[Entry]) -> None:
        self.revocations = Revocations(entries[0].position - 1 if entries else head)
        for entry in entries:
            control.remember(self, entry)
            head = max(head, entry.position)
        self.control = self.control_head = head

    def vouch(self, held: Pass) -> bool:
        """Does the pass still hold, as far as this process has read the control stream?"""
        return held.generation == self.generation and held.expires > time() and self.revocations.spare(held)

    def _announce_all(self, heads: Mapping[str, int]) -> None:
        self.announce(heads)
        self._link.send_heads(heads)


def _read_recent_control() -> tuple[int, list[Entry]]:
    head = log.head(CONTROL)
    return head, log.read({CONTROL: max(0, head - READ_EVENTS)}, READ_EVENTS).entries


def _pace(entries: list[Entry]) -> int:
    """How many events like these fill a batch: to read more of them only costs memory."""
    chars = sum(len(entry.text) for entry in entries)
    return min(max(BATCH_CHARS * len(entries) // chars, 1), READ_EVENTS)
