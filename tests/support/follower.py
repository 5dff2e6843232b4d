"""A follower: one interface for all five transports, which writes its own history as it reads.

It hands on what it is given and mends nothing: no repeat is dropped and no hole is filled, so that the history
checker sees the server's work and not the client's.

    async with Follower("sse", site.bases[0], token, follow=["room-1"], after=cursor) as f:
        async for batch in f:
            ...
"""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from tests.support.cursors import Cursor
from tests.support.doors import DOORS, Door, Frame, Transport, Wish
from tests.support.history import Client, Connected, Delivered, Event, Reset, Unfollowed
from tests.support.http import PATIENCE_S

_numbers = itertools.count(1)


class Follower:
    """Reads streams through one door at a time and may change to another (`hop`).

    `cursor` is the text to resume from, None before the server said anything. `history` is what the checker judges;
    `events` are all delivered ones, `arrivals` their Unix times; `told(type)` gives the other frames of a type.
    `closed` tells why the connection ended (see `doors`), `refusal` its coded error.
    """

    def __init__(
        self,
        transport: Transport,
        base: str,
        token: str | None = None,
        *,
        follow: Sequence[str] = (),
        after: str | None = None,
        watch: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
        name: str = "",
        **extra: str,
    ) -> None:
        self.transport = transport
        self.follow, self.watch, self.extra = tuple(follow), tuple(watch), extra
        self.headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        self.base = base
        self.cursor = after
        self.history = Client(name or f"{transport}-{next(_numbers)}")
        self.arrivals: list[float] = []
        self.frames: list[Frame] = []
        self.door: Door = self._door()
        self._reading: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    def _door(self) -> Door:
        return DOORS[self.transport](Wish(self.base, self.follow, self.watch, self.cursor, self.headers, self.extra))

    @property
    def closed(self) -> int | None:
        return self.door.closed

    @property
    def refusal(self) -> Frame | None:
        return self.door.error

    @property
    def events(self) -> list[Event]:
        return [step.event for step in self.history.steps if isinstance(step, Delivered)]

    @property
    def resets(self) -> list[Frame]:
        return self.told("reset")

    def told(self, kind: str) -> list[Frame]:
        """The frames of that type, oldest first; `events` have a property of their own."""
        return [frame for frame in self.frames if frame["type"] == kind]

    def positions(self, stream: str) -> list[int]:
        return [event.position for event in self.events if event.stream == stream]

    async def open(self) -> Self:
        """Connect with the cursor so far. A refusal shows in `closed`."""
        if self.cursor:
            self.history.steps.append(Connected(Cursor.of(self.cursor).positions, self.transport))
        self.door, self._reading = self._door(), None
        async with asyncio.timeout(PATIENCE_S):
            await self.door.open()
        return self

    async def hop(self, transport: Transport, base: str) -> Self:
        """Leave this connection in mid-stream and go on through another door with the same cursor."""
        await self.leave()
        self.transport, self.base = transport, base
        return await self.open()

    async def leave(self) -> None:
        """Hang up, without a word to the server about why."""
        if self._reading:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading
            self._reading = None
        await self.door.close()

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.leave()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[Event]:
        """The next batch of events; ends with the connection."""
        while (frame := await self.door.frame()) is not None:
            if batch := self._note(frame):
                return batch
        raise StopAsyncIteration

    def _note(self, frame: Frame) -> list[Event]:
        """Write a frame down; its events."""
        if frame["type"] == "events":
            return self._note_events(frame)
        self.frames.append(frame)
        steps = self.history.steps
        match frame["type"]:
            case "welcome" | "followed":
                start = Cursor.of(frame["cursor"])
                steps.append(Connected(start.positions, self.transport))
                known = Cursor.of(self.cursor or "").positions if frame["type"] == "followed" else {}
                self.cursor = str(Cursor(start.generation, {**known, **start.positions}))
            case "reset":
                steps += [Reset(stream, r["head"], r["reason"]) for stream, r in frame["streams"].items()]
                self._move({stream: r["head"] for stream, r in frame["streams"].items()}, frame.get("cursor"))
            case "unfollowed":
                for stream in frame["streams"]:
                    steps.append(Unfollowed(stream))
                    self.cursor = str(Cursor.of(self.cursor or "").without(stream))
        return []

    def _note_events(self, frame: Frame) -> list[Event]:
        now = time.time()
        batch = [Event.of(event) for event in frame["events"]]
        self.history.steps += [Delivered(event, now) for event in batch]
        self.arrivals += [now] * len(batch)
        self._move({event.stream: event.position for event in batch}, frame.get("cursor"))
        return batch

    def _move(self, positions: Mapping[str, int], said: str | None) -> None:
        """Go on from `said`, the server's own cursor, where the transport gives one; from these positions otherwise."""
        cursor = Cursor.of(self.cursor or "")
        for stream, position in positions.items():
            cursor = cursor.moved(stream, position)
        self.cursor = said or str(cursor)

    # Reading in the background

    def read(self) -> Self:
        """Read on in a task of its own, until the connection ends."""
        self._reading = asyncio.create_task(self._read())
        return self

    async def _read(self) -> None:
        try:
            while (frame := await self.door.frame()) is not None:
                self._note(frame)
                self._news.set()
        finally:
            self._news.set()

    async def until(self, condition: Callable[["Follower"], object], timeout_s: float = PATIENCE_S) -> Self:
        """Read until `condition(self)`; AssertionError when the time is up or the connection ended before."""
        reading = (self if self._reading else self.read())._reading
        assert reading
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while not condition(self) and not reading.done():
                    self._news.clear()
                    await self._news.wait()
        if reading.done() and not reading.cancelled() and (error := reading.exception()):
            raise error
        assert condition(self), (
            f"{self.history.name} waited {timeout_s} s in vain: closed={self.closed} cursor={self.cursor}"
        )
        return self

    async def reach(self, stream: str, position: int, timeout_s: float = PATIENCE_S) -> Self:
        """Read until that position was delivered or passed by a reset."""
        return await self.until(lambda f: Cursor.of(f.cursor or "").positions.get(stream, 0) >= position, timeout_s)

    async def ended(self, timeout_s: float = PATIENCE_S) -> int:
        """Read until the connection ends; why it did."""
        await self.until(lambda f: f.closed is not None, timeout_s)
        assert self.closed is not None
        return self.closed
