"""Letting go of old events, and saying that the history is another one."""

import secrets
from datetime import datetime
from functools import partial

from django.db import transaction as db
from django.db.models import Max

from notifications.streams import wakeups
from notifications.streams.log.reading import generation
from notifications.streams.models import Event, Stream
from notifications.streams.names import GENERATION

# Few enough that a writer to the same stream waits milliseconds, not seconds.
PRUNE_BATCH = 1000


def prune(before: datetime) -> int:
    """Delete the events older than `before` from the start of each stream; how many went.

    A cursor that points below what is kept is answered with a reset (contract §2).
    """
    last = Event.objects.filter(at__lt=before).values_list("stream_id").annotate(Max("position"))
    return sum(_prune_stream(stream, position) for stream, position in list(last))


def keep_newest(stream: str, count: int) -> int:
    """Delete all but the newest `count` events of a stream whose old values interest nobody; how many went."""
    found = Stream.objects.filter(name=stream).values_list("head", "floor").first()
    if found is None or found[0] - count <= found[1]:
        return 0
    return _prune_stream(stream, found[0] - count)


def renew_generation() -> str:
    """Begin a new generation, after the database was restored from a backup.

    Every cursor handed out before is answered with a reset from then on.
    """
    old = int(generation(), 16)
    new = old ^ (secrets.randbelow(2**20 - 1) + 1)
    with db.atomic():
        Stream.objects.filter(name=GENERATION).update(head=new)
        db.on_commit(partial(wakeups.send, {GENERATION: new}), robust=True)
    return f"{new:x}"


def _prune_stream(stream: str, last: int) -> int:
    deleted = 0
    while True:
        with db.atomic():
            row = Stream.objects.select_for_update().get(name=stream)
            floor = min(row.floor + PRUNE_BATCH, last)
            if floor <= row.floor:
                return deleted
            events = Event.objects.filter(stream_id=stream, position__lte=floor)
            deleted += events.delete()[0]
            Stream.objects.filter(name=stream).update(floor=floor)
