"""Telling a person's stream what has changed in their inbox, through django-eventstream's `send_event`.

What an alert says is worked out at the end of the transaction, when the person's stream is locked:
nobody else can then change what is counted. All of it is absolute (contract C6).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter

from django.contrib.auth import get_user_model
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django_eventstream import send_event

from notifications.inbox import shapes, wishes
from notifications.inbox.models import Alert, Cause
from notifications.inbox.shapes import Shape
from notifications.streams import log
from notifications.streams.eventstream.storage import Later
from notifications.streams.names import user_stream

CREATED, UPDATED = "notification.created", "notification.updated"
RETRACTED, READ = "notification.retracted", "notification.read"
KINDS = {
    CREATED: frozenset({"notification", "unread", "addressed"}),
    UPDATED: frozenset({"notification", "unread", "addressed"}),
    RETRACTED: frozenset({"id", "unread", "addressed"}),
    READ: frozenset({"ids", "position", "read", "unread", "addressed"}),
}
"""Every event of the inbox, all on `user-<id>`, and the keys of its `data` (docs/events.md)."""

# So many facts of a group are worth an announcement each; of a crowd the number alone matters.
AT_ONCE_MAX = 3
PAUSE = timedelta(seconds=10)
# "Bob, Carol and 3 others": nobody reads more names than that.
ACTORS_MAX = 3
# To find so many different people, look at so many of the newest facts.
_LOOKED_AT = 12

Counts = dict[int, dict[str, int]]
"""What each person has not read: `{"unread", "addressed"}`."""


def announce(alerts: Sequence[Alert], event: str, *, at: datetime) -> None:
    """Tell what these alerts are like when the transaction ends."""
    if not alerts:
        return
    counts: Counts = {}
    languages: dict[int, str] = {}
    sent = [(alert, _send(alert.recipient_id, event, partial(_told, alert, counts, languages), at)) for alert in alerts]

    def finish() -> None:
        _bring_up_to_date(alerts)
        for alert, later in sent:
            later.draft.subject = alert.subject
            alert.announced_at, alert.due_at = at, None
            if alert.grown:
                alert.position, alert.grown = later.draft.position, False
        Alert.objects.bulk_update(alerts, _ANNOUNCED)
        recipients = {alert.recipient_id for alert in alerts}
        languages.update(wishes.languages(recipients))
        counts.update(Alert.objects.count_unread(recipients))

    log.before_insert(finish)


def announce_or_wait(changed: Iterable[tuple[Alert, int]], at: datetime) -> list[Alert]:
    """Tell of alerts (locked) that have so many facts now, or note that they are to be told of later.

    Up to `AT_ONCE_MAX` facts each is told of, then at most one in a `PAUSE`; the last one is sure to
    come (`inbox.due`). Returns those that are told of.
    """
    now: list[Alert] = []
    later: list[Alert] = []
    for alert, count in changed:
        is_due = alert.announced_at + PAUSE <= at
        (now if is_due or (count <= AT_ONCE_MAX and alert.due_at is None) else later).append(alert)
    for alert in later:
        alert.due_at = alert.announced_at + PAUSE
    Alert.objects.bulk_update(later, ["due_at", "grown"])
    announce(now, UPDATED, at=at)
    return now


def announce_gone(gone: Iterable[tuple[int, int]], *, at: datetime) -> None:
    """Tell people that alerts of theirs are no more: pairs of a person's and an alert's id."""
    pairs = list(gone)
    for user_id, data in _with_counts([(user_id, {"id": alert_id}) for user_id, alert_id in pairs]):
        _send(user_id, RETRACTED, data, at)


def announce_read(user_id: int, *, ids: list[int] | None, position: int | None, read: bool, at: datetime) -> None:
    """Tell a person's tabs which alerts are read now: these, or all up to a position."""
    for _, data in _with_counts([(user_id, {"ids": ids, "position": position, "read": read})]):
        _send(user_id, READ, data, at)


_ANNOUNCED = [
    "position", "announced_at", "due_at", "grown", "count", "people", "actors", "data", "subject", "mark", "at",
]  # fmt: skip


def _send(user_id: int, event: str, make: Callable[[int], Shape], at: datetime) -> Later:
    later = Later.of(make, at)
    send_event(user_stream(user_id), event, later, json_encode=False)
    return later


def _told(alert: Alert, counts: Counts, languages: dict[int, str], _position: int) -> Shape:
    user_id = alert.recipient_id
    return {"notification": shapes.notification(alert, languages[user_id]), **counts[user_id]}


def _with_counts(told: Sequence[tuple[int, Shape]]) -> list[tuple[int, Callable[[int], Shape]]]:
    """Data that says besides what each person has not read, counted when the transaction ends."""
    counts: Counts = {}
    people = {user_id for user_id, _ in told}
    if people:
        log.before_insert(lambda: counts.update(Alert.objects.count_unread(people)))

    def data(user_id: int, shape: Shape, _position: int) -> Shape:
        return {**shape, **counts[user_id]}

    return [(user_id, partial(data, user_id, shape)) for user_id, shape in told]


def _bring_up_to_date(alerts: Collection[Alert]) -> None:
    """Let the alerts say what they are now: three statements, and one for the people's names.

    One that was taken back since says nothing any more.
    """
    by_id = {alert.pk: alert for alert in alerts}
    for alert in alerts:
        alert.count, alert.people, alert.actors, alert.data, alert.subject = 0, 0, [], {}, ""
    for alert_id, position, read in Alert.objects.filter(pk__in=by_id).values_list("pk", "position", "read"):
        by_id[alert_id].position, by_id[alert_id].read = position, read
    causes = Cause.objects.filter(alert__in=by_id)
    totals = causes.order_by().values_list("alert_id").annotate(Count("pk"), Count("actor_id", distinct=True))
    for alert_id, count, people in totals:
        by_id[alert_id].count, by_id[alert_id].people = count, people
    _show_newest(by_id, causes)


def _show_newest(by_id: Mapping[int, Alert], causes: QuerySet[Cause]) -> None:
    rank = Window(RowNumber(), partition_by=[F("alert_id")], order_by=[F("pk").desc()])
    newest = causes.annotate(rank=rank).filter(rank__lte=_LOOKED_AT).order_by("alert_id", "rank")
    latest = {alert_id: list(rows) for alert_id, rows in groupby(newest, attrgetter("alert_id"))}
    people = get_user_model()._default_manager.in_bulk({row.actor_id for rows in latest.values() for row in rows})
    for alert_id, rows in latest.items():
        alert, first = by_id[alert_id], rows[0]
        actors = list(dict.fromkeys(row.actor_id for row in rows))[:ACTORS_MAX]
        alert.actors = [shapes.person(people[actor]) for actor in actors]
        alert.data, alert.subject, alert.mark, alert.at = first.data, first.subject, first.mark, first.at
