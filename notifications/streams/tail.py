"""The newest entries of one stream, held in memory for those who are nearly up to date."""

from collections.abc import Collection, Iterable

from notifications.streams.entry import Entry

# A follower that is further behind than this reads the log; the bounds keep one process
# with ten thousand followed streams of small events below a few hundred megabytes.
MAX_ENTRIES = 256
MAX_CHARS = 512 * 1024


class Hole(ValueError):
    """The entry does not follow the newest one that is held."""


class Tail:
    """A window onto the end of a log: positions `start` + 1 to `head`, without a hole."""

    __slots__ = ("_chars", "_entries", "start")

    def __init__(self, start: int) -> None:
        """`start`: the position before the first entry that will be added."""
        self.start = start
        self._entries: list[Entry] = []
        self._chars = 0

    @property
    def head(self) -> int:
        """The newest position that is held, or `start` while there is none."""
        return self.start + len(self._entries)

    def extend(self, entries: Iterable[Entry]) -> None:
        """Add the entries after `head`, and let go of the oldest beyond the bounds.

        Raises:
            Hole: the first entry is not at `head` + 1 or the entries are not consecutive.
        """
        for entry in entries:
            if entry.position != self.head + 1:
                raise Hole(f"{entry!r} after {self.head}")
            self._entries.append(entry)
            self._chars += len(entry.text)
        self._trim()

    def after(self, position: int) -> list[Entry] | None:
        """The entries behind `position`; None when the tail does not reach back that far."""
        if position < self.start:
            return None
        return self._entries[position - self.start :]

    def let_go(self, floor: int) -> None:
        """Forget the entries up to `floor`; nothing where none of them is held."""
        drop = min(max(floor - self.start, 0), len(self._entries))
        self._chars -= sum(len(entry.text) for entry in self._entries[:drop])
        del self._entries[:drop]
        self.start += drop

    def blank(self, positions: Collection[int]) -> None:
        """Take the content of the entries at `positions` away."""
        for position in positions:
            index = position - self.start - 1
            if 0 <= index < len(self._entries):
                self._entries[index] = self._entries[index].blank()

    def _trim(self) -> None:
        drop = 0
        while len(self._entries) - drop > MAX_ENTRIES or self._chars > MAX_CHARS:
            self._chars -= len(self._entries[drop].text)
            drop += 1
        if drop:
            del self._entries[:drop]
            self.start += drop
