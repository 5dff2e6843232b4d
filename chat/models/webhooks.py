"""Doors for programs that know nothing of this site but an address."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models.people import User
from chat.models.rooms import Room

NAME_MAX_CHARS = 80
URL_MAX_CHARS = 500
ERROR_MAX_CHARS = 200


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Filters of webhooks; they chain."""

    def standing(self) -> Self:
        """Those that nobody has revoked."""
        return self.filter(revoked_at=None).select_related("room", "bot", "created_by")

    def incoming(self) -> Self:
        """Those through which others speak."""
        return self.filter(url="")

    def outgoing(self) -> Self:
        """Those by which others are told."""
        return self.exclude(url="")

    def callable_in(self, room_id: int) -> Self:
        """Those of a room that have a slash command."""
        return self.standing().outgoing().filter(room=room_id, disabled_at=None).exclude(slash="")

    def at_work(self, at: datetime) -> Self:
        """The outgoing ones that may be tried at that moment."""
        return self.standing().outgoing().filter(Q(next_at=None) | Q(next_at__lte=at), disabled_at=None)


class Webhook(models.Model):
    """An address of ours at which others speak in a room (incoming), or one of others that hears of it (outgoing).

    What proves an incoming one is in its address and stored as a digest; the secret of an outgoing one is
    made of `salt` and the site's key (`chat.hooks.signing`), so that the table alone signs nothing.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="webhooks")
    bot = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text=_("Who says what it says."))
    name = models.CharField(_("name"), max_length=NAME_MAX_CHARS)
    digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 (UNIQUE lets only NULL repeat)
    url = models.CharField(_("address"), max_length=URL_MAX_CHARS, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    events = models.JSONField(_("events"), default=list)
    slash = models.CharField(_("slash command"), max_length=32, blank=True)
    position = models.BigIntegerField(default=0, help_text=_("It was told of the room's stream up to here."))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(_("created"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    next_at = models.DateTimeField(null=True, help_text=_("Not tried again before; None: at once."))
    failures = models.PositiveIntegerField(default=0, help_text=_("In a row."))
    failing_since = models.DateTimeField(_("failing since"), null=True)
    disabled_at = models.DateTimeField(_("switched off"), null=True)
    last_error = models.CharField(_("last error"), max_length=ERROR_MAX_CHARS, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(url="", digest__isnull=False, salt="", slash="")
                | ~Q(url="") & ~Q(salt="") & Q(digest__isnull=True),
                name="webhook_comes_in_or_goes_out",
            ),
            models.UniqueConstraint(
                fields=["room", "slash"], condition=~Q(slash="") & Q(revoked_at=None), name="webhook_slash_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_incoming(self) -> bool:
        """Do others speak through it?"""
        return not self.url
