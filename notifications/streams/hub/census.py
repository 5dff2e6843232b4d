"""How many follow through this process, and over which transport: counted every few seconds.

Nothing is written when a connection comes or goes, so a storm of them costs one row.
"""

from collections import Counter
from collections.abc import Hashable
from time import monotonic
from typing import TYPE_CHECKING

from notifications.streams import connections, threads

if TYPE_CHECKING:
    from notifications.streams.hub.hub import Hub

COUNT_S = 3.0
# Well before the row would be taken for that of a dead process.
RENEW_S = 8.0
# Who polls now and then is a follower until so much later than they were told to come back.
GRACE_S = 2.0
SHORT_POLL = "short-poll"


class Census:
    """Counts the followers of a process, and remembers who polls without waiting."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        # Until when, and whether a guest; forgotten in the census after that.
        self._pollers: dict[int, tuple[float, bool]] = {}
        self._written: tuple[dict[str, int], int] | None = None
        self._counted = self._renewed = monotonic()

    def polled(self, who: Hashable, *, guest: bool, next_ms: int) -> None:
        """Somebody asked what is new and did not wait; they were told to come back in `next_ms`."""
        self._pollers[hash(who)] = (monotonic() + next_ms / 1000 + GRACE_S, guest)

    async def tick(self) -> None:
        """Write the counts down if they have changed, or to show that the process lives."""
        now = monotonic()
        if now - self._counted < COUNT_S:
            return
        self._counted = now
        found = self._count(now)
        if found != self._written or now - self._renewed > RENEW_S:
            await threads.read(connections.write, self._hub.process, *found)
            self._written, self._renewed = found, now

    async def leave(self) -> None:
        """Take the row back, before the process ends."""
        if self._written is not None:
            await threads.read(connections.forget, self._hub.process)

    def _count(self, now: float) -> tuple[dict[str, int], int]:
        self._pollers = {who: seen for who, seen in self._pollers.items() if seen[0] > now}
        followers = self._hub.followers
        counts = Counter(follower.transport.name for follower in followers)
        counts[SHORT_POLL] += len(self._pollers)
        guests = sum(follower.viewer.user_id is None for follower in followers)
        return dict(+counts), guests + sum(guest for _, guest in self._pollers.values())
