"""Bounded memory in both directions, whichever server holds the socket.

An `Inbox` is what the client sent and the application has not asked for: when it is full its connection
is not read. An `Outflow` is the other direction: while the transport's buffer is over its high-water mark
(64 KiB with both servers) `send` waits, and a client that takes nothing for `stall_s` is given up.
"""

import asyncio
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]

# How long one connection may keep the loop busy with what it sent, before the others have their turn.
TURN_S = 0.002


class Inbox:
    """The messages that wait for the application; `on_room` is called when a full inbox is half empty."""

    __slots__ = ("_bytes", "_max_bytes", "_max_messages", "_messages", "_on_room", "_waiting", "full")

    def __init__(self, max_messages: int, max_bytes: int, on_room: Callable[[], None]) -> None:
        self._messages: list[Message] = []
        self._bytes = 0
        self._max_messages = max_messages
        self._max_bytes = max_bytes
        self._on_room = on_room
        self._waiting: list[asyncio.Future[None]] = []
        self.full = False

    def put_nowait(self, message: Message) -> None:
        """Always takes the message: it is the caller who stops reading when the inbox is full."""
        self._messages.append(message)
        self._bytes += size(message)
        self.full = self.full or len(self._messages) >= self._max_messages or self._bytes >= self._max_bytes
        wake(self._waiting)

    async def get(self) -> Message:
        """The oldest message. Loses none when the one who waits is cancelled."""
        while not self._messages:
            await sleep_in(self._waiting)
        message = self._messages.pop(0)
        self._bytes -= size(message)
        if self.full and len(self._messages) <= self._max_messages // 2 and self._bytes <= self._max_bytes // 2:
            self.full = False
            self._on_room()
        return message


class Outflow:
    """What one connection has yet to write.

    pending: the bytes that wait in the transport. give_up: called once when they have not become fewer
    for `stall_s`.
    """

    __slots__ = ("_give_up", "_last_pending", "_moved_at", "_pending", "_stalls", "_waiting", "paused")

    def __init__(self, stalls: "Stalls", pending: Callable[[], int], give_up: Callable[[], None]) -> None:
        self._stalls = stalls
        self._pending = pending
        self._give_up = give_up
        self._last_pending = 0
        self._moved_at = 0.0
        self._waiting: list[asyncio.Future[None]] = []
        self.paused = False

    def pause(self) -> None:
        """The transport's buffer is over its mark; said again, it changes nothing."""
        if self.paused:
            return
        self.paused = True
        self._last_pending = self._pending()
        self._moved_at = self._stalls.add(self)

    def resume(self) -> None:
        """The transport's buffer has room, or the connection is gone and nobody need wait any more."""
        self.paused = False
        self._stalls.discard(self)
        wake(self._waiting)

    async def room(self) -> None:
        """Returns once the buffer has room."""
        while self.paused:
            await sleep_in(self._waiting)

    def look(self, now: float, stall_s: float) -> None:
        pending = self._pending()
        if pending < self._last_pending:
            self._moved_at = now
        self._last_pending = pending
        if now - self._moved_at >= stall_s:
            self._stalls.discard(self)
            self._give_up()


class Stalls:
    """Looks now and then at the connections that wait for their client, and at no others."""

    def __init__(self, stall_s: float) -> None:
        self._stall_s = stall_s
        self._every_s = min(1.0, stall_s / 4)
        self._waiting: set[Outflow] = set()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, outflow: Outflow) -> float:
        """Watches the outflow from now on; returns the loop's time."""
        loop = asyncio.get_running_loop()
        self._waiting.add(outflow)
        if self._timer is None:
            self._timer = loop.call_later(self._every_s, self._look, loop)
        return loop.time()

    def discard(self, outflow: Outflow) -> None:
        self._waiting.discard(outflow)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        for outflow in list(self._waiting):
            outflow.look(loop.time(), self._stall_s)
        self._timer = loop.call_later(self._every_s, self._look, loop) if self._waiting else None


class Bell:
    """An `asyncio.Event` of a tenth of its size, for what every open answer holds."""

    __slots__ = ("_rung", "_waiting")

    def __init__(self) -> None:
        self._rung = False
        self._waiting: list[asyncio.Future[None]] = []

    def set(self) -> None:
        self._rung = True
        wake(self._waiting)

    def clear(self) -> None:
        self._rung = False

    async def wait(self) -> None:
        while not self._rung:
            await sleep_in(self._waiting)


def size(message: Message) -> int:
    """Roughly how much memory the message holds: characters count as bytes."""
    return len(message.get("text") or message.get("bytes") or message.get("body") or b"")


async def sleep_in(waiting: list[asyncio.Future[None]]) -> None:
    """Waits for the next `wake` on a bare future, so that a coroutine driven by hand can wait too."""
    future = asyncio.get_running_loop().create_future()
    waiting.append(future)
    try:
        await future
    finally:
        if future in waiting:
            waiting.remove(future)


def wake(waiting: list[asyncio.Future[None]]) -> None:
    for future in waiting:
        if not future.done():
            future.set_result(None)
    waiting.clear()
