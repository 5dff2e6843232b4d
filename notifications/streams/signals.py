"""Ephemeral signals: typing, presence. Newest value wins, nothing is stored (contract §1)."""

from time import monotonic
from typing import Any, Protocol

from notifications.streams.encoding import encode

# How long a poll may still learn of a signal that was sent between two polls.
KEEP_S = 5.0


class Signal:
    """A value that is only of interest now."""

    __slots__ = ("at", "data", "name", "stream", "text")

    def __init__(self, stream: str, name: str, data: Any) -> None:
        self.stream = stream
        self.name = name
        self.data = data
        self.at = monotonic()
        self.text = encode({"type": "signal", "stream": stream, "name": name, "data": data})

    @property
    def key(self) -> tuple[str, str, str]:
        """What a newer signal replaces."""
        return ("signal", self.stream, self.name)


class Signals:
    """The newest signal of each stream and name, for those who poll."""

    def __init__(self) -> None:
        self._newest: dict[tuple[str, str, str], Signal] = {}

    def add(self, signal: Signal) -> None:
        """Keep `signal` for a moment."""
        self._newest.pop(signal.key, None)
        self._newest[signal.key] = signal
        while (oldest := next(iter(self._newest.values()))).at < signal.at - KEEP_S:
            del self._newest[oldest.key]

    def of(self, streams: Any) -> list[Signal]:
        """What was signalled on these streams in the last seconds."""
        if not self._newest:
            return []
        since = monotonic() - KEEP_S
        return [one for one in self._newest.values() if one.stream in streams and one.at > since]


class Carrier(Protocol):
    """Who takes signals to every process: the hub."""

    def broadcast_threadsafe(self, signal: Signal) -> None:
        """Take a signal from any thread, without waiting."""


_carrier: Carrier | None = None


def carry(carrier: Carrier | None) -> None:
    """Make `carrier` the one who takes signals; the hub of this process calls it."""
    global _carrier
    _carrier = carrier


def send(stream: str, name: str, data: Any) -> None:
    """Signal `data` to those who follow `stream` right now; from any thread, never raises."""
    if _carrier is not None:
        _carrier.broadcast_threadsafe(Signal(stream, name, data))
