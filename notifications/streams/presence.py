"""Who follows a stream right now: the rows that processes keep, and how they are read."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from notifications.streams.models import Presence

# Processes renew every 8 s; one that missed two renewals is taken for dead.
STALE = timedelta(seconds=20)

Place = tuple[str, int]
"""A stream and a person's id."""


def people(stream: str) -> list[dict[str, Any]]:
    """Who follows `stream` now, as `{"id", "username", "name"}`, by name."""
    return people_in([stream])[stream]


def people_in(streams: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The same for several streams, in one query."""
    rows = _now().filter(stream__in=streams).select_related("user").order_by("user_id")
    found: dict[str, dict[int, dict[str, Any]]] = {stream: {} for stream in streams}
    for row in rows:
        user = row.user
        shape = {"id": user.pk, "username": user.get_username(), "name": _name(user)}
        found[row.stream][user.pk] = shape
    return {stream: list(persons.values()) for stream, persons in found.items()}


def since(user_id: int) -> dict[str, datetime]:
    """Which streams one person follows now, and since when."""
    rows = Presence.objects.filter(user=user_id, seen_at__gt=timezone.now() - STALE).values_list("stream")
    return dict(rows.annotate(Min("since")).order_by("stream"))


def count() -> int:
    """How many people follow anything now, over all processes; of guests the census knows."""
    return _now().values("user").distinct().count()


def count_by_stream() -> dict[str, int]:
    """How many people follow each stream on which presence is kept, where anybody does."""
    return dict(_now().values_list("stream").annotate(Count("user", distinct=True)))


@transaction.atomic
def write(process: str, come: Collection[Place], gone: Collection[Place]) -> None:
    """Note that people came to streams through this process, or went."""
    now = timezone.now()
    known = set(
        get_user_model()._default_manager.filter(pk__in={user for _, user in come}).values_list("pk", flat=True)
    )
    Presence.objects.bulk_create(
        [Presence(stream=stream, process=process, user_id=user, seen_at=now) for stream, user in come if user in known],
        ignore_conflicts=True,
    )
    for stream, user in gone:
        Presence.objects.filter(process=process, stream=stream, user_id=user).delete()


def forget(process: str) -> None:
    """The process is about to end."""
    Presence.objects.filter(process=process).delete()


def renew(process: str) -> int:
    """This process still lives, in so many rows; those of processes that do not are cleared away."""
    now = timezone.now()
    renewed = Presence.objects.filter(process=process).update(seen_at=now)
    Presence.objects.filter(seen_at__lt=now - STALE).delete()
    return renewed


def _now() -> QuerySet[Presence]:
    return Presence.objects.filter(seen_at__gt=timezone.now() - STALE)


def _name(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())
