"""One event as it travels: its place in the log and its shared, encoded text."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from time import monotonic
from typing import Any

REDACTED = "redacted"
# Two hundred small events, whose framing then costs next to nothing. A client that takes none of them
# costs a few times as much memory, whatever else is waiting for it.
BATCH_CHARS = 64 * 1024


class Entry:
    """An event of a stream, encoded once per process whoever receives it (contract §3).

    `text` is the event's JSON object; nothing in it depends on the reader.
    """

    __slots__ = ("position", "stream", "text", "type")

    def __init__(self, stream: str, position: int, type: str, at: str, data: str) -> None:
        """`at` is ISO 8601 with milliseconds and Z; `data` is encoded JSON."""
        self.stream = stream
        self.position = position
        self.type = type
        self.text = f'{{"stream":"{stream}","position":{position},"type":"{type}","at":"{at}","data":{data}}}'

    @property
    def data(self) -> str:
        """The event's data, as encoded JSON."""
        return self.text.split('"data":', 1)[1][:-1]

    def blank(self) -> "Entry":
        """The same place with its content taken away; its time stays."""
        at = self.text.split('"at":"', 1)[1].split('"', 1)[0]
        return Entry(self.stream, self.position, REDACTED, at, "{}")

    def __repr__(self) -> str:
        return f"<Entry {self.stream}:{self.position} {self.type}>"


class Batch(Sequence[Entry]):
    """Consecutive entries of one stream that are handed to many followers together.

    `memo` is where each transport keeps its encoded form, so that it is made once per
    process and not once per follower.
    """

    __slots__ = ("before", "entries", "last", "made", "memo", "stream")

    def __init__(self, entries: Iterable[Entry]) -> None:
        """`entries`: at least one, positions consecutive."""
        self.entries = tuple(entries)
        self.memo: dict[Hashable, Any] = {}
        self.made = monotonic()
        # Attributes, since thousands of followers ask for them.
        self.stream = self.entries[0].stream
        # Where a follower must stand to receive this batch, and where it stands afterwards.
        self.before = self.entries[0].position - 1
        self.last = self.entries[-1].position

    def __getitem__(self, index: Any) -> Any:
        return self.entries[index]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def batches(entries: Iterable[Entry]) -> Iterator[Batch]:
    """Consecutive entries in batches of at most BATCH_CHARS characters, or of one longer entry."""
    batch: list[Entry] = []
    chars = 0
    for entry in entries:
        chars += len(entry.text)
        if batch and chars > BATCH_CHARS:
            yield Batch(batch)
            batch, chars = [], len(entry.text)
        batch.append(entry)
    if batch:
        yield Batch(batch)
