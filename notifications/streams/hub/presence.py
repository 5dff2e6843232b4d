"""Who follows a stream right now, over all processes.

One row per stream, process and person, renewed while the process lives; a row that was
not renewed is ignored, so a process that died without a word is forgotten by itself.
"""

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING

from django.conf import settings

from notifications.streams import presence, threads
from notifications.streams.names import user_stream
from notifications.streams.signals import Signal

if TYPE_CHECKING:
    from notifications.streams.hub.hub import Hub

RENEW_S = 8.0
# Every process looks for itself as well, in case a signal was lost.
LOOK_S = 5.0


class Presences:
    """The people of this process, told to all others when they come and go."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._counts: dict[str, Counter[int]] = {}
        self._changed: set[tuple[str, int]] = set()
        self._written: set[tuple[str, int]] = set()
        self._told: dict[str, str] = {}
        self._renewed = self._looked = monotonic()

    def came(self, stream: str, user_id: int | None) -> None:
        """A connection of that person began to follow."""
        if user_id is not None and (stream.startswith(_streams()) or stream == user_stream(user_id)):
            self._counts.setdefault(stream, Counter())[user_id] += 1
            self._changed.add((stream, user_id))

    def went(self, stream: str, user_id: int | None) -> None:
        """A connection of that person ended, or stopped following."""
        counts = self._counts.get(stream)
        if user_id is not None and counts is not None:
            counts[user_id] -= 1
            self._changed.add((stream, user_id))
            if counts[user_id] <= 0:
                del counts[user_id]
            if not counts:
                del self._counts[stream]

    async def tick(self) -> None:
        """Write what changed since the last tick, and tell it; once a second."""
        changed, self._changed = self._changed, set()
        here = {place for place in changed if self._here(place)}
        gone = (changed - here) & self._written
        come = here - self._written
        if come or gone:
            await self._write(come, gone)
            await self._tell({stream for stream, _ in come | gone}, everywhere=True)
        now = monotonic()
        if now - self._renewed > RENEW_S:
            self._renewed = now
            if await threads.read(presence.renew, self._hub.process) < len(self._written):
                # Taken for dead and cleared away, while it slept or the database was gone.
                await self._write(self._written, set())
        if now - self._looked > LOOK_S:
            self._looked = now
            await self._tell(set(self._counts), everywhere=False)

    async def _write(self, come: set[tuple[str, int]], gone: set[tuple[str, int]]) -> None:
        try:
            await threads.read(presence.write, self._hub.process, come, gone)
        except BaseException:
            self._changed |= come | gone
            raise
        self._written = (self._written | come) - gone

    async def leave(self) -> None:
        """Take this process's people back, before it ends."""
        streams = {stream for stream, _ in self._written}
        await threads.read(presence.forget, self._hub.process)
        self._written = set()
        await self._tell(streams, everywhere=True)

    def _here(self, place: tuple[str, int]) -> bool:
        stream, user_id = place
        return self._counts.get(stream, Counter())[user_id] > 0

    async def _tell(self, streams: set[str], *, everywhere: bool) -> None:
        # That somebody is connected at all is for the inbox to know.
        streams = {name for name in streams if name.startswith(_streams())}
        if not streams:
            return
        found = await threads.read(presence.people_in, streams)
        for stream, people in found.items():
            signal = Signal(stream, "presence", {"people": people})
            if everywhere:
                self._hub.broadcast(signal)
            elif self._told.get(stream) != signal.text:
                self._hub.signal(signal)
            self._told[stream] = signal.text
        for stream in [name for name in self._told if name not in self._hub.feeds]:
            del self._told[stream]


def _streams() -> tuple[str, ...]:
    return tuple(getattr(settings, "STREAM_PRESENCE", ()))
