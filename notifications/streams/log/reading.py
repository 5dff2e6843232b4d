"""Reading the log: where streams end, and what comes after a position."""

import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db import transaction as db
from django.db.models import Max, Q, Subquery

from notifications.streams.cursor import Cursor
from notifications.streams.encoding import timestamp
from notifications.streams.entry import Entry
from notifications.streams.models import Event, Stream
from notifications.streams.names import CONTROL, GENERATION


class Reach(NamedTuple):
    """What is kept of a stream: the events after `floor`, up to `head`."""

    head: int
    floor: int


class Reading(NamedTuple):
    """Events, and the head of the control stream at the moment they were read.

    Whoever hands the entries on must have applied the control stream up to `control`
    first (contract C4).
    """

    control: int
    entries: list[Entry]


def read(after: Mapping[str, int], limit: int) -> Reading:
    """The events behind these positions, by stream and in order, in one statement."""
    wanted = Q()
    for stream, position in after.items():
        wanted |= Q(stream_id=stream, position__gt=position)
    control = Stream.objects.filter(name=CONTROL).values("head")
    rows = (
        Event.objects.filter(wanted)
        .order_by("stream_id", "position")
        .values_list("stream_id", "position", "type", "at", "data", Subquery(control))[:limit]
    )
    known, entries = 0, []
    for stream, position, type, at, data, control_head in rows:
        known = control_head or 0
        entries.append(Entry(stream, position, type, timestamp(at), data))
    return Reading(known, entries)


def reach(names: Collection[str]) -> dict[str, Reach]:
    """Where these streams begin and end; one that has no event yet is at 0."""
    found = {name: Reach(0, 0) for name in names}
    rows = Stream.objects.filter(name__in=names).values_list("name", "head", "floor")
    found.update((name, Reach(head, floor)) for name, head, floor in rows)
    return found


def heads(names: Collection[str]) -> dict[str, int]:
    """The position of the newest event of each stream."""
    return {name: found.head for name, found in reach(names).items()}


def head(stream: str) -> int:
    """The position of the stream's newest event; 0 when there is none."""
    return heads([stream])[stream]


def last_at(heads: Mapping[str, int]) -> datetime | None:
    """When the newest of the events at these positions was written."""
    newest = Q()
    for stream, position in heads.items():
        newest |= Q(stream_id=stream, position=position)
    at: datetime | None = Event.objects.filter(newest).aggregate(at=Max("at"))["at"]
    return at


def generation() -> str:
    """Which history the positions count in, as hexadecimal digits; made when first asked for."""
    row, _ = Stream.objects.get_or_create(name=GENERATION, defaults={"head": secrets.randbelow(2**20 - 1) + 1})
    return f"{row.head:x}"


def cursor(names: Collection[str]) -> str:
    """The cursor of somebody who has seen all of these streams; for pages and answers."""
    return str(Cursor(generation(), heads(names)))


@contextmanager
def snapshot() -> Iterator[None]:
    """Let several reads see one moment, without waiting for a writer.

    On SQLite `atomic()` would take the write lock (434 ms seen against 8 ms), so a
    deferred transaction is opened by hand. Inside a transaction or another snapshot
    this does nothing.
    """
    if connection.in_atomic_block or _in_sqlite_transaction():
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")
    else:
        with db.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def _in_sqlite_transaction() -> bool:
    if connection.vendor != "sqlite":
        return False
    connection.ensure_connection()
    in_transaction: bool = connection.connection.in_transaction
    return in_transaction
