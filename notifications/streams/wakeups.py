"""Says after a commit that streams have grown. A hint: it may be lost, the log is the truth."""

import logging
from collections.abc import Mapping
from typing import Protocol

logger = logging.getLogger(__name__)


class Listener(Protocol):
    """Who carries wake-ups to the followers of this process and to the other processes."""

    def announce_threadsafe(self, heads: Mapping[str, int]) -> None:
        """Take the new heads from any thread, without waiting."""


_listener: Listener | None = None


def listen(listener: Listener | None) -> None:
    """Make `listener` the one to be told; the hub of this process calls it."""
    global _listener
    _listener = listener


def send(heads: Mapping[str, int]) -> None:
    """Tell that the streams have reached these heads; never raises, never waits.

    A process that has no hub (a management command) says nothing: the others see the
    change in their next sweep, half a second later at the most.
    """
    if _listener is None:
        return
    try:
        _listener.announce_threadsafe(heads)
    except Exception:
        # The commit has happened; whoever made it must not hear of a failed hint.
        logger.warning("wakeup_failed", exc_info=True)
