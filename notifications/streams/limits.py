"""How much one connection, and one person, may ask of a process."""

from collections import Counter, deque
from functools import lru_cache
from ipaddress import ip_address
from time import monotonic
from typing import Any

from django.conf import settings

from notifications.streams.identity import header
from notifications.streams.refusal import Refusal
from notifications.streams.viewer import Viewer


class Rate:
    """At most `count` in any `seconds`, for one connection."""

    __slots__ = ("_count", "_seconds", "_times")

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._times: deque[float] = deque()

    def take(self) -> float:
        """Count one; 0 if it is within the limit, else the seconds until one is free again."""
        now = monotonic()
        while self._times and self._times[0] <= now - self._seconds:
            self._times.popleft()
        if len(self._times) < self._count:
            self._times.append(now)
            return 0.0
        return self._times[0] + self._seconds - now


_PER_USER, _PER_GUEST_IP = 20, 50
_open: Counter[str] = Counter()


class Seat:
    """One of a person's connections to this process, or of a guest's address, for as long as a `with` block."""

    __slots__ = ("_most", "_who")

    def __init__(self, scope: Any, viewer: Viewer) -> None:
        if viewer.user_id is None:
            self._who = f"address {client_address(scope)}"
            self._most = getattr(settings, "CONNECTIONS_PER_GUEST_IP", _PER_GUEST_IP)
        else:
            self._who = f"person {viewer.user_id}"
            self._most = getattr(settings, "CONNECTIONS_PER_USER", _PER_USER)

    @property
    def is_free(self) -> bool:
        """Is there room for one more?"""
        return self._most is None or _open[self._who] < self._most

    def take(self) -> None:
        """Sit down.

        Raises:
            Refusal: 429, they have as many as CONNECTIONS_PER_USER or CONNECTIONS_PER_GUEST_IP.
        """
        if not self.is_free:
            raise Refusal(429, "too_many_connections", f"at most {self._most} connections", retry_after=5)
        _open[self._who] += 1

    def leave(self) -> None:
        """Stand up again."""
        _open[self._who] -= 1
        if not _open[self._who]:
            del _open[self._who]

    def __enter__(self) -> None:
        self.take()

    def __exit__(self, *_: object) -> None:
        self.leave()


def client_address(scope: Any) -> str:
    """Where a connection comes from.

    Behind a proxy on this machine that is what the proxy added last to X-Forwarded-For;
    everything further left was written by the client.
    """
    peer: str = (scope.get("client") or ("",))[0]
    forwarded = header(scope, b"x-forwarded-for") if _is_near(peer) else ""
    return forwarded.rpartition(",")[2].strip() or peer


@lru_cache(4096)
def _is_near(peer: str) -> bool:
    try:
        return not peer or ip_address(peer).is_loopback
    except ValueError:
        return True
