"""One stream as a process holds it: its tail and those who read it."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from time import monotonic, time
from typing import TYPE_CHECKING

from notifications.streams.encoding import encode, timestamp
from notifications.streams.entry import Entry, batches
from notifications.streams.names import CLOCK
from notifications.streams.tail import Hole, Tail

if TYPE_CHECKING:
    from notifications.streams.hub.follower import Follower

# A stream that nobody follows stays in memory this long, for polls and reconnects.
LINGER_S = 60.0
# Before it is known how long a stream's events are.
FIRST_READ_EVENTS = 32


class Feed:
    """A stream that is followed in this process, or was a minute ago."""

    __slots__ = ("floor", "followers", "grew", "name", "pace", "tail", "taken", "used", "watchers")

    def __init__(self, name: str, head: int, floor: int) -> None:
        self.name = name
        self.tail = Tail(head)
        self.floor = floor
        # How many events those who are behind read at once: about as many as one batch holds.
        self.pace = FIRST_READ_EVENTS
        # Positions whose content was taken away while it was on its way from the log to the tail.
        self.taken: set[int] = set()
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

    def told(self, unread: Mapping[str, int]) -> dict[str, int]:
        """What those are told who watch it."""
        return {"position": self.head, "unread": unread.get(self.name, 0)}

    def let_go(self, floor: int) -> None:
        """The log keeps only what is behind `floor`: what is no longer there could not be taken away here either."""
        if floor > self.floor:
            self.floor = floor
            self.tail.let_go(floor)

    def blank(self, positions: Collection[int]) -> None:
        """Take the content at these positions away, also where it was read before and arrives after."""
        self.tail.blank(positions)
        self.taken.update(position for position in positions if position > self.head)

    def advance(self, entries: list[Entry]) -> None:
        """Take what was read and push it to those who stand at the head."""
        fresh = [self._as_it_stands(entry) for entry in entries if entry.position > self.head]
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
        for batch in batches(fresh):
            for follower in list(self.followers):
                follower.push(batch)
        for watcher in self.watchers:
            watcher.stale_heads |= {self.name}

    def _as_it_stands(self, entry: Entry) -> Entry:
        if entry.position not in self.taken:
            return entry
        self.taken.remove(entry.position)
        return entry.blank()


class ClockFeed(Feed):
    """The stream whose log is time itself (contract §1): nothing is stored, and nothing runs
    while nobody follows. Position = Unix second; `tick` and `tock` take turns."""

    __slots__ = ()

    KEPT_S = 60

    def __init__(self) -> None:
        now = int(time())
        super().__init__(CLOCK, now - self.KEPT_S, now - self.KEPT_S)
        self.tick()

    def tick(self) -> None:
        """Say which second it is, and the ones that were missed."""
        now = int(time())
        missed = range(max(self.head, now - self.KEPT_S) + 1, now + 1)
        self.advance([_second(second) for second in missed])


def _second(second: int) -> Entry:
    at = timestamp(datetime.fromtimestamp(second, UTC))
    data = encode({"second": second})
    return Entry(CLOCK, second, "tock" if second % 2 else "tick", at, data)
