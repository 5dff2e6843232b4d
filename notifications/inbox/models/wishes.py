"""What people wish to be told, when, and where they can be reached."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Wishes(models.Model):
    """What one person wishes of the inbox as a whole; without a row everything is as it is by default."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="wishes"
    )
    language = models.CharField(_("language"), max_length=16, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True)
    quiet_until = models.TimeField(_("quiet until"), null=True)
    paused_until = models.DateTimeField(_("paused until"), null=True)
    digest = models.BooleanField(_("e-mail of what is unread"), default=True)
    digested_at = models.DateTimeField(null=True, help_text=_("The digest has told of everything before."))

    class Meta:
        verbose_name = _("wishes")
        verbose_name_plural = _("wishes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_begin_and_end",
            )
        ]

    def __str__(self) -> str:
        return f"wishes of {self.user_id}"


class KindChoice(models.Model):
    """On which channels one person wants one kind of alerts, where it is not the kind's default."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kind_choices", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=32)
    bell = models.BooleanField(_("in the list"))
    push = models.BooleanField(_("on the device"))
    mail = models.BooleanField(_("by e-mail"))

    class Meta:
        verbose_name = _("choice of channels")
        verbose_name_plural = _("choices of channels")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "kind"], name="kind_choice_once")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class PlaceChoice(models.Model):
    """How much of one place one person wants to be told, where it is not `mentions`."""

    class Level(models.TextChoices):
        """From most to least."""

        ALL = "all", _("everything")
        MENTIONS = "mentions", _("what concerns me")
        NOTHING = "nothing", _("nothing")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="place_choices", db_index=False
    )
    place = models.CharField(max_length=64, help_text=_("The name of its stream."))
    level = models.CharField(_("level"), max_length=8, choices=Level)

    class Meta:
        verbose_name = _("choice for a place")
        verbose_name_plural = _("choices for places")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "place"], name="place_choice_once"),
            models.CheckConstraint(condition=Q(level__in=["all", "mentions", "nothing"]), name="place_choice_level"),
        ]
        indexes: ClassVar = [models.Index(fields=["place", "level"], name="place_choice_followers")]

    def __str__(self) -> str:
        return f"{self.level} of {self.place} for {self.user_id}"


class Keyword(models.Model):
    """A word by which one person wants to be called."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="keywords", db_index=False
    )
    word = models.CharField(_("word"), max_length=40, help_text=_("Case-folded."))

    class Meta:
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "word"], name="keyword_once"),
            models.CheckConstraint(condition=~Q(word=""), name="keyword_says_something"),
        ]

    def __str__(self) -> str:
        return self.word


class PushSubscription(models.Model):
    """A browser that takes pushed alerts of one person (RFC 8030, RFC 8291)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1000, unique=True, validators=[URLValidator(schemes=["https"])])
    p256dh = models.CharField(max_length=100, help_text=_("The browser's public key, base64url."))
    auth = models.CharField(max_length=50, help_text=_("The browser's secret, base64url."))
    label = models.CharField(_("label"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created"), db_default=Now())

    class Meta:
        verbose_name = _("push subscription")
        verbose_name_plural = _("push subscriptions")

    def __str__(self) -> str:
        return self.label or f"push subscription {self.pk}"
