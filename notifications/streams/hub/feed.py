"""One stream as a process holds it: its tail and those who read it."""

from time import monotonic
from typing import TYPE_CHECKING

from notifications.streams.entry import Batch, Entry
from notifications.streams.tail import Hole, Tail

if TYPE_CHECKING:
    from notifications.streams.hub.follower import Follower

# A stream that nobody follows stays in memory this long, for polls and reconnects.
LINGER_S = 60.0


class Feed:
    """A stream that is followed in this process, or was a minute ago."""

    __slots__ = ("floor", "followers", "grew", "name", "tail", "used", "watchers")

    def __init__(self, name: str, head: int, floor: int) -> None:
        self.name = name
        self.tail = Tail(head)
        self.floor = floor
        self.followers: set[Follower] = set()
        self.watchers: set[Follower] = set()
        self.used = self.grew = monotonic()

    @property
    def head(self) -> int:
        """The newest position this process has read."""
        return self.tail.head

    @property
    def idle(self) -> bool:
        """Has nobody asked for this stream for a while?"""
        readers = self.followers or self.watchers
        return not readers and monotonic() - self.used > LINGER_S

    def advance(self, entries: list[Entry]) -> None:
        """Take what was read and push it to those who stand at the head."""
        fresh = [entry for entry in entries if entry.position > self.head]
        if not fresh:
            return
        try:
            self.tail.extend(fresh)
        except Hole:
            # Pruned under our feet: start anew; whoever stood before it gets a reset.
            self.tail = Tail(fresh[0].position - 1)
            self.floor = self.tail.start
            self.tail.extend(fresh)
        self.grew = monotonic()
        batch = Batch(fresh)
        for follower in list(self.followers):
            follower.push(batch)
        for watcher in self.watchers:
            watcher.stale_heads.add(self.name)
