"""How many follow over which transport, and over all processes: the rows that processes keep of themselves."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from django.utils import timezone

from notifications.streams.models import Connections
from notifications.streams.presence import STALE

TRANSPORTS = ("websocket", "sse", "frame", "long-poll", "short-poll")


class Following(NamedTuple):
    """How many follow: by transport, of them guests, through so many processes."""

    by_transport: dict[str, int]
    guests: int
    processes: int


def following() -> Following:
    """Over all processes that live now; every transport is named, also with 0."""
    rows = Connections.objects.filter(seen_at__gt=timezone.now() - STALE).values_list("counts", "guests")
    total: Counter[str] = Counter(dict.fromkeys(TRANSPORTS, 0))
    guests = 0
    for counts, some in rows:
        total.update(counts)
        guests += some
    return Following(dict(total), guests, len(rows))


def write(process: str, counts: Mapping[str, int], guests: int) -> None:
    """So many follow through this process now; rows of processes that died are cleared away."""
    now = timezone.now()
    row = {"counts": dict(counts), "guests": guests, "seen_at": now}
    Connections.objects.update_or_create(process=process, defaults=row)
    Connections.objects.filter(seen_at__lt=now - STALE).delete()


def forget(process: str) -> None:
    """The process is about to end."""
    Connections.objects.filter(process=process).delete()
