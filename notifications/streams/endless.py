"""An answer that never ends: what SSE and the forever frame have in common."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from notifications.streams.cursor import Cursor
from notifications.streams.entry import Batch
from notifications.streams.hub import Ending, Follower, retry_ms
from notifications.streams.signals import Signal
from notifications.streams.visit import Visit


class EndlessAnswer(ABC):
    """The transport of a follower whose client reads the body of one HTTP answer."""

    name: ClassVar[str]
    all_or_nothing: ClassVar[bool] = True

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.sent = visit.admission.opening
        self._main = asyncio.current_task()
        self._ended = False

    @abstractmethod
    async def open(self) -> None:
        """Send the headers, and where the backlog starts."""

    def at_once(self, batch: Batch) -> bool:
        """Only where they are the same bytes for all."""
        return False

    @abstractmethod
    async def events(self, batch: Batch) -> None:
        """Send events, and move `sent` on."""

    @abstractmethod
    async def reset(self, streams: Mapping[str, Mapping[str, Any]]) -> None:
        """Say which streams the client must load anew, and where it goes on."""

    @abstractmethod
    async def heads(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """Send where watched streams end."""

    @abstractmethod
    async def signal(self, signal: Signal) -> None:
        """Send an ephemeral signal."""

    @abstractmethod
    async def beat(self) -> None:
        """Send a sign of life."""

    @abstractmethod
    async def error(self, condition: str, streams: list[str]) -> None:
        """Say why the answer is about to end."""

    @abstractmethod
    async def bye(self, retry_ms: int) -> None:
        """Say that the process goes down, and when to come back."""

    async def unfollowed(self, streams: list[str], reason: str) -> None:
        """Access to these streams is gone; the end of the answer follows."""
        await self.error(reason, streams)

    async def end(self, ending: Ending) -> None:
        """End the answer in good order."""
        if ending is Ending.RESTART:
            await self.bye(retry_ms())
        elif ending is Ending.SESSION:
            await self.error("unauthenticated", [*self.sent])
        await self.visit.write(b"", more=False)
        self._ended = True
        # The task waits for the client to hang up, which some servers never tell now.
        if self._main is not None:
            self._main.cancel()

    def cursor(self) -> str:
        """The cursor after what has been sent."""
        return str(Cursor(self.visit.hub.generation, self.sent))

    async def serve(self) -> None:
        """Follow until the client hangs up or the answer is ended."""
        visit = self.visit
        if visit.is_head:
            await self.open()
            await visit.write(b"", more=False)
            return
        follower = Follower(visit.hub, visit.admission.viewer, self)
        visit.hub.join(follower, visit.admission.positions, visit.admission.watching)
        try:
            await self.open()
            if visit.admission.resets:
                await self.reset(visit.admission.resets)
            # A browser's are three KiB, for as long as the stream is open.
            visit.scope["headers"].clear()
            follower.release()
            if visit.admission.ending:
                visit.hub.see_out(follower)
            await visit.gone()
        except asyncio.CancelledError:
            if not self._ended:
                raise
        finally:
            follower.close()
