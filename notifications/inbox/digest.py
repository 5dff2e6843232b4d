"""An e-mail of what somebody has not read, at most once a day and only if there is something."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from notifications.inbox import kinds, shapes, wishes
from notifications.inbox.models import Alert, KindChoice, Wishes

logger = logging.getLogger(__name__)

# Whoever sees it within this time needs no mail.
UNREAD_FOR = timedelta(minutes=30)
EVERY = timedelta(hours=24)
# A mail is no archive.
SHOWN_MAX = 20
BATCH = 50
_signer = Signer(salt="notifications.inbox.digest")


def due(at: datetime) -> list[int]:
    """Whom to write to now: a batch of people with something unread that no mail has told of."""
    told = Wishes.objects.filter(digested_at__gt=at - EVERY) | Wishes.objects.filter(digest=False)
    waiting = Alert.objects.unread().filter(at__lte=at - UNREAD_FOR, at__gt=at - EVERY - UNREAD_FOR, mailed=False)
    people = waiting.exclude(recipient__in=told.values("user")).exclude(recipient__email="").values("recipient")
    return list(people.distinct().values_list("recipient_id", flat=True)[:BATCH])


def write_to(user_id: int, *, at: datetime) -> bool:
    """Write to one person of what they have not read; False where nothing is left to tell."""
    with transaction.atomic():
        # The row is what two workers would meet at.
        Wishes.objects.get_or_create(user_id=user_id)
        own = Wishes.objects.select_for_update().get(user=user_id)
        if own.digested_at and own.digested_at > at - EVERY:
            return False
        alerts = _untold(user_id)
        Wishes.objects.filter(user=user_id).update(digested_at=at)
        Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(mailed=True)
        if not alerts:
            return False
        user = get_user_model()._default_manager.get(pk=user_id)
        language = wishes.languages([user_id])[user_id]
        message = _message(user, alerts, language)
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.warning("digest_failed: %r", error)
        Wishes.objects.filter(user=user_id, digested_at=at).update(digested_at=own.digested_at)
        Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(mailed=False)
        return False
    return True


def write_test(user_id: int) -> None:
    """Write to one person to show that it arrives."""
    user = get_user_model()._default_manager.get(pk=user_id)
    with override(wishes.languages([user_id])[user_id]):
        _mail(user, _("A test"), {"alerts": [], "test": True}).send()


def unsubscribe_token(user_id: int) -> str:
    """What proves that whoever has it got the mail."""
    return _signer.sign(str(user_id))


def is_known(token: str) -> bool:
    """Was somebody given this token?"""
    return _whose(token) is not None


def unsubscribe(token: str) -> bool:
    """Write to that person no more; False: nobody was given this token."""
    user_id = _whose(token)
    if user_id is not None:
        Wishes.objects.update_or_create(user_id=user_id, defaults={"digest": False})
    return user_id is not None


def _whose(token: str) -> int | None:
    try:
        return int(_signer.unsign(token))
    except BadSignature:
        return None


def _untold(user_id: int) -> list[Alert]:
    off = KindChoice.objects.filter(user=user_id, mail=False).values_list("kind", flat=True)
    chosen = set(KindChoice.objects.filter(user=user_id, mail=True).values_list("kind", flat=True))
    mailed = ({kind.name for kind in kinds.chosen() if kind.mail} | chosen) - set(off)
    alerts = Alert.objects.of(user_id).unread().filter(kind__in=mailed, mailed=False, position__gt=0)
    return [alert for alert in alerts.order_by("-position")[:SHOWN_MAX] if _may_see(alert)]


def _may_see(alert: Alert) -> bool:
    kind = kinds.named(alert.kind)
    return alert.recipient_id in kind.may_see([alert.recipient_id], alert.place, alert.subject)


def _message(user: Any, alerts: Sequence[Alert], language: str) -> EmailMultiAlternatives:
    with override(language):
        shown = [
            {**shapes.notification(alert, language), "link": f"{settings.BASE_URL}{shapes.url(alert)}"}
            for alert in alerts
        ]
        subject = ngettext("%(count)d thing you have not read", "%(count)d things you have not read", len(shown))
        return _mail(user, subject % {"count": len(shown)}, {"alerts": shown, "test": False})


def _mail(user: Any, subject: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    stop = f"{settings.BASE_URL}/notifications/unsubscribe/{unsubscribe_token(user.pk)}/"
    context = {**context, "person": user, "base_url": settings.BASE_URL, "unsubscribe_url": stop}
    # One click in the mail program (RFC 8058).
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(
        subject, render_to_string("notifications/digest.txt", context), to=[user.email], headers=headers
    )
    mail.attach_alternative(render_to_string("notifications/digest.html", context), "text/html")
    return mail
