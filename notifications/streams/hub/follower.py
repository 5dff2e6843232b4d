"""A connection's place in the log: one position per stream it follows, and no queue (C7).

Two gears. At the head, new bytes are pushed inline by the hub's one loop: no task switch,
no thread. Behind, or when the transport does not take the bytes at once, the follower is
parked and pulls in a task of its own until it stands at the head again.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Generator, Hashable, Mapping
from enum import StrEnum
from time import monotonic
from types import coroutine
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from notifications.streams.entry import Batch
from notifications.streams.signals import Signal
from notifications.streams.viewer import Viewer

if TYPE_CHECKING:
    from notifications.streams.hub.hub import Hub

logger = logging.getLogger(__name__)

# A client that was told to go away comes back within this time, spread evenly.
RETRY_MS = 3000


class Ending(StrEnum):
    """Why the server ends a connection."""

    RESTART = "restart"
    """The process is going down; come back in a moment."""
    SESSION = "session"
    """The proof of who they are was taken back."""
    FORBIDDEN = "forbidden"
    """No stream is left that they may follow."""
    OVER = "over"
    """The stream has ended for good."""


def retry_ms() -> int:
    """When a client that is sent away shall come back: spread, so that no storm arises."""
    return secrets.randbelow(RETRY_MS)


class Transport(Protocol):
    """What a follower needs of a transport; each call hands one thing to the client.

    `name` is what it is counted as.
    `at_once` is `events` without waiting: False, and nothing is sent, where that cannot be.
    `all_or_nothing`: the connection ends when one of its streams is lost.
    """

    name: ClassVar[str]
    all_or_nothing: ClassVar[bool]

    def at_once(self, batch: Batch) -> bool: ...
    async def events(self, batch: Batch) -> None: ...
    async def reset(self, streams: Mapping[str, Mapping[str, Any]]) -> None: ...
    async def heads(self, heads: Mapping[str, Mapping[str, int]]) -> None: ...
    async def signal(self, signal: Signal) -> None: ...
    async def unfollowed(self, streams: list[str], reason: str) -> None: ...
    async def beat(self) -> None: ...
    async def end(self, ending: Ending) -> None: ...


class Follower:
    """Somebody who reads streams over one connection."""

    __slots__ = (
        "_held", "_notices", "_work", "alive", "heard", "hub", "positions", "stale_heads", "transport",
        "viewer", "watching",
    )  # fmt: skip

    def __init__(self, hub: "Hub", viewer: Viewer, transport: Transport) -> None:
        self.hub = hub
        self.viewer = viewer
        self.transport = transport
        self.positions: dict[str, int] = {}
        # Most watch nothing, and all share the empty set.
        self.watching: frozenset[str] = frozenset()
        self.stale_heads: frozenset[str] = frozenset()
        self.alive = True
        # Joined before it is welcomed, so that no revocation falls between the two.
        self._held = True
        self.heard = monotonic()
        # Newest wins: what has not been sent yet is replaced, so this cannot grow.
        self._notices: dict[Hashable, Callable[[], Awaitable[None]]] = {}
        self._work: asyncio.Task[None] | None = None

    def release(self) -> None:
        """The client has been welcomed: begin to send, or say goodbye if the process is about to end."""
        self._held = False
        if self.hub.draining:
            self.end(Ending.RESTART)
        self.stir()

    def push(self, batch: Batch) -> None:
        """Take what is new in a stream, if everything before it has been sent."""
        if self._work is not None or self._held:
            return
        if self.positions.get(batch.stream) != batch.before:
            self.stir()
            return
        # Before the send: whatever becomes of it, these bytes are not sent twice.
        self.positions[batch.stream] = batch.last
        try:
            taken = self.transport.at_once(batch)
        except Exception as error:
            self._failed(error)
            return
        if taken:
            self.heard = batch.made
        else:
            self._drive(self.transport.events(batch))

    def tell(self, key: Hashable, notice: Callable[[], Awaitable[None]]) -> None:
        """Send something that is not an event; a newer notice with the same `key` replaces it."""
        self._notices[key] = notice
        self.stir()

    def stir(self) -> None:
        """Send whatever there is to send."""
        if self._work is None and self.alive and not self._held:
            self._drive(self._catch_up())

    def lose(self, streams: list[str], reason: str) -> None:
        """Stop these streams at once: access to them was taken away."""
        lost = [name for name in streams if name in self.positions or name in self.watching]
        if not lost:
            return
        self.hub.leave(self, lost)
        self.tell(("unfollowed", *lost), lambda: self.transport.unfollowed(lost, reason))
        if self.transport.all_or_nothing or not (self.positions or self.watching):
            self.end(Ending.FORBIDDEN)

    def end(self, ending: Ending) -> None:
        """End the connection from our side, past whatever is still being sent."""
        if not self.alive:
            return
        unsent = self._notices if ending is Ending.FORBIDDEN else {}
        self.close()
        self.hub.keep(self._finish(dict(unsent), ending))

    def close(self) -> None:
        """The connection is gone, or about to be; nothing more is read for it."""
        self.alive = False
        self.hub.leave(self, [*self.positions, *self.watching])
        self.hub.forget(self)
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def _drive(self, sending: Coroutine[Any, Any, None]) -> None:
        """Run as far as it goes without waiting; if it waits, let a task go on with it."""
        self.heard = monotonic()
        try:
            waited_for = sending.send(None)
        except StopIteration:
            return
        except Exception as error:
            self._failed(error)
            return
        self._work = self.hub.loop.create_task(self._go_on(sending, waited_for))

    async def _go_on(self, sending: Coroutine[Any, Any, None], waited_for: Any) -> None:
        try:
            await _resumed(sending, waited_for)
            await self._catch_up()
        except Exception as error:
            self._work = None
            self._failed(error)
        finally:
            self._work = None

    async def _catch_up(self) -> None:
        while self.alive:
            if self._notices:
                key = next(iter(self._notices))
                await self._notices.pop(key)()
            elif (name := self._behind()) is not None:
                await self._advance(name)
            else:
                return

    def _behind(self) -> str | None:
        feeds = self.hub.feeds
        for name, position in self.positions.items():
            if position < feeds[name].head:
                return name
        return None

    async def _advance(self, name: str) -> None:
        position = self.positions[name]
        batch = await self.hub.after(name, position)
        if self.positions.get(name) != position:
            return
        if batch is None or batch.before != position:
            head = self.positions[name] = self.hub.feeds[name].head
            await self.transport.reset({name: {"head": head, "reason": "expired"}})
            return
        self.positions[name] = batch.last
        await self.transport.events(batch)

    async def _finish(self, unsent: Mapping[Hashable, Callable[[], Awaitable[None]]], ending: Ending) -> None:
        try:
            for notice in unsent.values():
                await notice()
            await self.transport.end(ending)
        except OSError as error:
            logger.debug("goodbye_unheard: %r", error)
        except Exception:
            logger.exception("goodbye_failed")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, OSError):
            # The client is gone or does not read; its transport hears of it by itself.
            logger.debug("client_lost: %r", error)
            self.close()
            return
        logger.error("delivery_failed", exc_info=error)
        # Better to be sent away and to resume than to wait on a connection that is mute.
        self.end(Ending.RESTART)


@coroutine
def _resumed(sending: Coroutine[Any, Any, None], waited_for: Any) -> Generator[Any, Any, None]:
    """Await a coroutine that has already run up to its first wait."""
    try:
        while True:
            try:
                answer = yield waited_for
            except BaseException as error:
                waited_for = sending.throw(error)
            else:
                waited_for = sending.send(answer)
    except StopIteration:
        return
