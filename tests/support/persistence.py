"""A follower that always comes back: what our browser client does, without its patience and politeness."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from tests.support.cursors import Cursor
from tests.support.doors import Transport
from tests.support.follower import Follower

Choice = Callable[[], tuple[Transport, str]]

#: Between two attempts: short, for the tests' sake.
PAUSE_S = 0.05


class Persistent:
    """Keeps `follower` reading: whenever its connection ends or stays mute, it comes back with its cursor.

    `choose` gives the transport and the base of the next connection; without it they stay the same. A connection
    on which nothing was heard for `patience_s` is given up.
    """

    def __init__(self, follower: Follower, choose: Choice | None = None, *, patience_s: float = 5.0) -> None:
        self.follower, self.choose, self.patience_s = follower, choose, patience_s
        self.connections = 0

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self._go_on())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def come_back(self) -> None:
        """Hang up now and open the next connection."""
        await self.stop()
        await self.__aenter__()

    async def stop(self) -> None:
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task
        await self.follower.leave()

    async def _go_on(self) -> None:
        while True:
            if self.choose:
                self.follower.transport, self.follower.base = self.choose()
            self.connections += 1
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.patience_s):
                    await self.follower.open()
                while self.follower.closed is None:
                    async with asyncio.timeout(self.patience_s):
                        await anext(self.follower, None)
            await self.follower.leave()
            await asyncio.sleep(PAUSE_S)

    def reached(self, stream: str, position: int) -> bool:
        return Cursor.of(self.follower.cursor or "").positions.get(stream, 0) >= position


async def all_reach(readers: Sequence[Persistent], stream: str, position: int, timeout_s: float = 30) -> None:
    """Wait until every one has come that far; AssertionError with those who have not."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(timeout_s):
            while not all(reader.reached(stream, position) for reader in readers):
                failed = [reader.task for reader in readers if reader.task.done()]
                assert not failed, failed
                await asyncio.sleep(0.02)
    behind = [
        f"{reader.follower.history.name} at {reader.follower.cursor} over {reader.follower.transport}"
        for reader in readers
        if not reader.reached(stream, position)
    ]
    assert not behind, f"not at {stream}:{position} after {timeout_s} s: {behind}"
