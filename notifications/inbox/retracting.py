"""Taking back what people were told: alerts shrink or vanish, everywhere."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from notifications.inbox import announcing, tasks
from notifications.inbox.models import Alert, Cause
from notifications.streams import log
from notifications.streams.names import user_stream

# Taking alerts from more people is done by tasks; what the alerts show is blanked at once.
AT_ONCE_MAX = 50


@log.transaction()
def retract(*, kind: str, key: str, at: datetime, recipients: Collection[int] | None = None) -> None:
    """This fact is no longer so (an unlike); for all who were told, or for some of them.

    What is left of a group is announced like its growth: at once while it is small, then at most
    once in ten seconds.
    """
    causes = Cause.objects.filter(kind=kind, key=key)
    if recipients is not None:
        causes = causes.filter(recipient__in=recipients)
    left = _take(causes, at)
    announcing.announce_or_wait([(alert, alert.facts) for alert in left], at)


@log.transaction()
def amend(*, subject: str, data: Mapping[str, Any], at: datetime) -> None:
    """This content says something else now: whoever was told of it is shown these parts of it instead.

    Where many were told, the alerts become due and are announced batch by batch.
    """
    causes = Cause.objects.filter(subject=subject)
    # Those who were told of one thing for one reason were told the same: a handful of different data at most.
    for old in list(causes.order_by().values_list("data", flat=True).distinct()):
        causes.filter(data=old).update(data={**old, **data})
    shown = Alert.objects.filter(subject=subject, causes__in=causes).distinct()
    if shown[: AT_ONCE_MAX + 1].count() > AT_ONCE_MAX:
        Alert.objects.filter(pk__in=shown.values("pk")).update(due_at=at)
        return
    locked = Alert.objects.locked().filter(pk__in=list(shown.values_list("pk", flat=True)))
    announcing.announce(list(locked), announcing.UPDATED, at=at)


@log.transaction()
def withdraw(*, subject: str, at: datetime) -> None:
    """This content was taken away: nothing that shows it stays with anybody, in the log neither."""
    causes = Cause.objects.filter(subject=subject)
    if causes[: AT_ONCE_MAX + 1].count() <= AT_ONCE_MAX:
        _erase(causes, at)
    else:
        _blank(causes, causes.values("recipient"))
        log.redact(subject)
        tasks.withdraw_later(subject, at)


@log.transaction()
def withdraw_some(*, subject: str, at: datetime, limit: int) -> int:
    """The same for some people; returns how many facts were taken from them. Of the task."""
    some = Cause.objects.filter(subject=subject).order_by("pk").values_list("pk", flat=True)[:limit]
    causes = Cause.objects.filter(pk__in=list(some))
    number = causes.count()
    _erase(causes, at)
    return number


@log.transaction()
def withdraw_place(*, place: str, at: datetime, people: Collection[int]) -> None:
    """These people may not see that place any more: nothing that happened there stays with them."""
    if len(people) > AT_ONCE_MAX:
        _blank(Cause.objects.filter(alert__place=place, recipient__in=people), people)
        tasks.withdraw_place_later(place, people, at)
        return
    for user_id in people:
        _forget_place(user_id, place, at)


def _forget_place(user_id: int, place: str, at: datetime) -> None:
    causes = Cause.objects.filter(recipient=user_id, alert__recipient=user_id, alert__place=place)
    subjects = set(causes.exclude(subject="").values_list("subject", flat=True))
    if subjects:
        log.redact(*subjects, stream=user_stream(user_id))
    _take(causes, at)


def _erase(causes: QuerySet[Cause], at: datetime) -> None:
    """Delete the causes, with all traces in the log of what they showed; what is left is announced at once."""
    shown = set(causes.exclude(subject="").values_list("subject", flat=True))
    if shown:
        log.redact(*shown)
    announcing.announce(_take(causes, at), announcing.UPDATED, at=at)


def _blank(causes: QuerySet[Cause], people: Any) -> None:
    shown = Alert.objects.filter(recipient__in=people, pk__in=causes.values("alert"))
    shown.filter(subject__in=causes.values("subject")).update(data={})
    causes.update(data={})


def _take(causes: QuerySet[Cause], at: datetime) -> list[Alert]:
    """Delete the causes, and the alerts that have none left; returns the others, with `facts`."""
    alerts = {alert.pk: alert for alert in Alert.objects.locked().filter(pk__in=causes.values("alert"))}
    if not alerts:
        return []
    for alert_id in list(causes.filter(alert__in=alerts).values_list("alert_id", flat=True)):
        alerts[alert_id].facts -= 1
    causes.filter(alert__in=alerts).delete()
    gone = [alert for alert in alerts.values() if not alert.facts]
    Alert.objects.filter(pk__in=[alert.pk for alert in gone]).delete()
    announcing.announce_gone([(alert.recipient_id, alert.pk) for alert in gone], at=at)
    return [alert for alert in alerts.values() if alert.facts]
