"""Web Push: alerts on devices on which nobody is looking (RFC 8030).

What is sent is decided when it is sent: an alert that was read, taken back or is no longer the
person's to see by then goes nowhere.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications import outward
from notifications.inbox import kinds, sealing, shapes, tasks, vapid, wishes
from notifications.inbox.models import Alert, KindChoice, PushSubscription
from notifications.inbox.shapes import Shape
from notifications.streams import log, presence
from notifications.streams.encoding import encode
from notifications.streams.names import user_stream

logger = logging.getLogger(__name__)

# Who has a page open sees it there; if it is still unread after this time, they do not look.
LOOKING = timedelta(seconds=60)
TIMEOUT_S = 10.0
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


def push_later(alerts: Sequence[Alert], at: datetime) -> None:
    """Have these alerts pushed by a task of the transaction that is open, for those who have a device for it."""
    pushed = [alert for alert in alerts if vapid.public_key() and alert.kind in kinds.names()]
    if pushed:
        log.before_insert(lambda: _enqueue(pushed))


def _enqueue(alerts: Sequence[Alert]) -> None:
    people = {alert.recipient_id for alert in alerts}
    reachable = set(PushSubscription.objects.filter(user__in=people).values_list("user_id", flat=True))
    chosen = _wanted(alerts, reachable)
    if chosen:
        tasks.push_alerts.enqueue([alert.pk for alert in chosen])


def _wanted(alerts: Sequence[Alert], people: set[int]) -> list[Alert]:
    choices = KindChoice.objects.filter(user__in=people, kind__in={alert.kind for alert in alerts})
    chosen = {(choice.user_id, choice.kind): choice.push for choice in choices}
    return [
        alert
        for alert in alerts
        if alert.recipient_id in people and chosen.get((alert.recipient_id, alert.kind), kinds.named(alert.kind).push)
    ]


def push_alert(alert_id: int, *, at: datetime, patient: bool) -> bool:
    """Push an alert to all devices of its person; False: they are looking at a page, ask again later.

    `patient`: somebody who has a page open is given time to see it there.
    """
    with transaction.atomic():
        alert = Alert.objects.filter(pk=alert_id, read=False).first()
        if alert is None or not kinds.may_still_see(alert) or wishes.is_quiet(wishes.of(alert.recipient_id), at):
            return True
        if patient and presence.people(user_stream(alert.recipient_id)):
            return False
        language = wishes.languages([alert.recipient_id])[alert.recipient_id]
        payload = {"type": "notification", "notification": shapes.notification(alert, language)}
    _send(alert.recipient_id, payload)
    return True


def push_test(user_id: int) -> None:
    """Push a test to all devices of a person, in their language."""
    with override(wishes.languages([user_id])[user_id]):
        text = _("This is a test. It works.")
    _send(user_id, {"type": "test", "text": text})


def _send(user_id: int, payload: Shape) -> None:
    """Send to each device of a person; a device that is gone, or cannot be reached at all, is forgotten."""
    for one in PushSubscription.objects.filter(user=user_id):
        try:
            status = _send_one(one, payload)
        except sealing.Unfit:
            status = HTTPStatus.GONE
        except (outward.Unfit, OSError) as error:
            logger.warning("push_failed: %r", error)
            continue
        if status in _GONE:
            one.delete()
        elif status >= HTTPStatus.MULTIPLE_CHOICES:
            logger.warning("push_refused: %s", status)


def _send_one(one: PushSubscription, payload: Shape) -> int:
    sealed = sealing.seal(one, encode(payload).encode())
    private = sealing.may_be_private()
    status, _ = outward.post(one.endpoint, sealed.body, sealed.headers, timeout_s=TIMEOUT_S, private=private)
    return status
