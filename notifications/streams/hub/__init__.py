"""The hub of this process; made when the first connection needs it."""

import asyncio

from notifications.streams import signals, wakeups
from notifications.streams.hub.follower import Ending, Follower, Transport, retry_ms
from notifications.streams.hub.hub import Hub

__all__ = ["Ending", "Follower", "Hub", "Transport", "current", "drain", "draining", "ready", "retry_ms"]

_hub: Hub | None = None
_starting: asyncio.Task[None] | None = None
_draining = False


async def current() -> Hub:
    """The hub of the running event loop, started."""
    global _hub, _starting
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub, _starting = Hub(), None
        wakeups.listen(_hub)
        signals.carry(_hub)
    if _starting is None or (_starting.done() and _starting.exception()):
        _starting = _hub.keep(_hub.start())
    if not _starting.done():
        await asyncio.shield(_starting)
    return _hub


def ready() -> Hub | None:
    """The hub that `current` has started on the running event loop; None where that still takes time."""
    if _hub is None or _starting is None or not _starting.done() or _starting.exception():
        return None
    return _hub if _hub.loop is asyncio.get_running_loop() else None


async def drain() -> None:
    """End all connections of this process, telling their clients when to come back."""
    global _draining
    _draining = True
    if _hub is not None:
        await _hub.drain()


def draining() -> bool:
    """Is this process going away? Then no new clients should be sent to it."""
    return _draining
