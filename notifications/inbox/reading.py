"""Marking alerts as read and unread, in step over all tabs and devices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from notifications.inbox import announcing, snapshots
from notifications.inbox.models import Alert
from notifications.streams import log
from notifications.streams.names import user_stream
from notifications.streams.refusal import Refusal

Admit = Callable[[], None]


class NoSuchAlert(Refusal):
    """It does not exist any more, or belongs to somebody else."""

    def __init__(self) -> None:
        super().__init__(404, "not_found", _("There is no such alert."))


@dataclass(frozen=True, slots=True)
class Left:
    """What a person has not read now."""

    position: int
    unread: int
    addressed: int


def always() -> None:
    """The `admit` of those who need no limit."""


@log.transaction()
def read(
    *, actor: int, at: datetime, position: int | None = None, notification: int | None = None, admit: Admit = always
) -> Left:
    """Mark as read what was told up to `position` of the person's stream, or one alert.

    Raises:
        NoSuchAlert: they have none with that id.
    """
    if notification is not None:
        return _mark(actor, notification, at, admit, read=True)
    position = min(position or 0, log.head(user_stream(actor)))
    alerts = Alert.objects.of(actor).unread().filter(position__range=(1, position))
    if alerts.exists():
        admit()
        alerts.update(read=True, open=False)
        announcing.announce_read(actor, ids=None, position=position, read=True, at=at)
    return left(actor)


@log.transaction()
def unread(*, actor: int, notification: int, at: datetime, admit: Admit = always) -> Left:
    """Mark one alert as not read after all.

    Raises:
        NoSuchAlert: they have none with that id.
    """
    return _mark(actor, notification, at, admit, read=False)


@log.transaction()
def read_place(*, user: int, place: str, mark: int, at: datetime) -> None:
    """A person has read a place up to `mark` of its stream: they know what the alerts about it say."""
    alerts = Alert.objects.of(user).unread().filter(place=place, mark__lte=mark)
    ids = list(alerts.values_list("pk", flat=True))
    if ids:
        Alert.objects.filter(pk__in=ids).update(read=True, open=False)
        announcing.announce_read(user, ids=ids, position=None, read=True, at=at)


def left(user_id: int) -> Left:
    """What the person has not read now, and where their stream ends."""
    return Left(**snapshots.bell(user_id))


def _mark(user_id: int, alert_id: int, at: datetime, admit: Admit, *, read: bool) -> Left:
    alert = Alert.objects.locked().of(user_id).filter(pk=alert_id).first()
    if alert is None:
        raise NoSuchAlert
    if alert.read != read:
        admit()
        Alert.objects.filter(pk=alert.pk).update(read=read, open=False)
        announcing.announce_read(user_id, ids=[alert.pk], position=None, read=read, at=at)
    return left(user_id)
