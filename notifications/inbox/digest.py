"""An e-mail of what somebody has not read, at most once a day and only if there is something."""

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from notifications.inbox import kinds, shapes, wishes
from notifications.inbox.models import Alert, KindChoice, Wishes
from notifications.inbox.models.alerts import AlertQuerySet

logger = logging.getLogger(__name__)

# Whoever sees it within this time needs no mail.
UNREAD_FOR = timedelta(minutes=30)
EVERY = timedelta(hours=24)
# A mail is no archive.
SHOWN_MAX = 20
BATCH = 50
_signer = Signer(salt="notifications.inbox.digest")


def possible() -> bool:
    """Can mails be sent: do we know where the site is, and where whoever wants no more says so?"""
    try:
        return bool(getattr(settings, "BASE_URL", "") and _stop_path(0))
    except NoReverseMatch:
        return False


def due(at: datetime) -> list[int]:
    """Whom to write to now: a batch of people with something unread that no mail has told of.

    Chosen by lot, so that people to whom nothing can be sent do not keep the others waiting.
    """
    spared = Wishes.objects.filter(Q(digested_at__gt=at - EVERY) | Q(digest=False) | Q(paused_until__gt=at))
    waiting = _to_be_mailed().filter(at__lte=at - UNREAD_FOR, at__gt=at - EVERY - UNREAD_FOR)
    people = waiting.exclude(recipient__in=spared.values("user")).exclude(recipient__email="")
    found = list(people.order_by().values_list("recipient_id", flat=True).distinct())
    return random.sample(found, min(len(found), BATCH))


def write_to(user_id: int, *, at: datetime) -> bool:
    """Write to one person of what they have not read; False where nothing is left to tell."""
    with transaction.atomic():
        # The row is what two workers would meet at.
        Wishes.objects.get_or_create(user_id=user_id)
        own = Wishes.objects.select_for_update().get(user=user_id)
        if own.digested_at and own.digested_at > at - EVERY:
            return False
        found = list(_to_be_mailed().of(user_id).order_by("-position")[:SHOWN_MAX])
        Alert.objects.filter(pk__in=[alert.pk for alert in found]).update(mailed=True)
        alerts = [alert for alert in found if kinds.may_still_see(alert)]
        if not alerts:
            return False
        Wishes.objects.filter(user=user_id).update(digested_at=at)
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


def _stop_path(user_id: int) -> str:
    return reverse("inbox:unsubscribe", args=[unsubscribe_token(user_id)])


def _whose(token: str) -> int | None:
    try:
        people = get_user_model()._default_manager.filter(pk=_signer.unsign(token))
    except BadSignature:
        return None
    return people.values_list("pk", flat=True).first()


def _to_be_mailed() -> AlertQuerySet:
    """What is unread, of kinds that its person wants by mail, and that no mail has told of."""
    choices = KindChoice.objects.filter(user=OuterRef("recipient"), kind=OuterRef("kind"))
    usually = Q(kind__in=[kind.name for kind in kinds.chosen() if kind.mail]) & ~Exists(choices.filter(mail=False))
    alerts = Alert.objects.unread().filter(kind__in=kinds.names(), mailed=False, position__gt=0)
    return alerts.filter(usually | Exists(choices.filter(mail=True)))


def _message(user: Any, alerts: Sequence[Alert], language: str) -> EmailMultiAlternatives:
    with override(language):
        shown = [
            {**shapes.notification(alert, language), "link": f"{settings.BASE_URL}{shapes.url(alert)}"}
            for alert in alerts
        ]
        subject = ngettext("%(count)d thing you have not read", "%(count)d things you have not read", len(shown))
        return _mail(user, subject % {"count": len(shown)}, {"alerts": shown, "test": False})


def _mail(user: Any, subject: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    stop = settings.BASE_URL + _stop_path(user.pk)
    context = {**context, "person": user, "base_url": settings.BASE_URL, "unsubscribe_url": stop}
    # One click in the mail program (RFC 8058).
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(
        subject, render_to_string("notifications/digest.txt", context), to=[user.email], headers=headers
    )
    mail.attach_alternative(render_to_string("notifications/digest.html", context), "text/html")
    return mail
