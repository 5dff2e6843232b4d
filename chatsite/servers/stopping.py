"""The end of a server process: everybody is told, nobody is waited for beyond the window."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from typing import Protocol

logger = logging.getLogger("chatsite.servers")

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# The part of the window in which requests may still end by themselves.
PATIENCE = 0.7
# Kept for cancelled applications to clean up in.
CLEANING_S = 0.2
LOOK_EVERY_S = 0.02

OnDrain = Callable[[], Awaitable[None]]


class House(Protocol):
    """A server with guests."""

    def close_websockets(self) -> None: ...
    def end_responses(self) -> None: ...
    def cancel_applications(self) -> None: ...
    def empty(self) -> bool: ...


async def nothing_to_say() -> None:
    """The hook of an application that has no goodbye."""


async def drain(house: House, on_drain: OnDrain, drain_s: float) -> None:
    """The application's own goodbye, then requests in flight, then whatever is still open."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + drain_s
    try:
        await asyncio.wait_for(on_drain(), drain_s * PATIENCE)
    except Exception:  # a goodbye that fails or takes too long must not keep the process
        logger.exception("The goodbye failed")
    steps = (
        (house.close_websockets, ends - drain_s * (1 - PATIENCE)),
        (house.end_responses, ends - CLEANING_S),
        (house.cancel_applications, ends),
    )
    for step, until in steps:
        step()
        while not house.empty() and loop.time() < until:  # noqa: ASYNC110  (three servers' sets, no one event)
            await asyncio.sleep(LOOK_EVERY_S)


def stop_for_good(drain_s: float) -> None:
    """A second signal ends the process where it stands, and so does a thread that never ends."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    too_late = threading.Timer(drain_s + 1, os._exit, (1,))
    too_late.daemon = True
    too_late.start()
