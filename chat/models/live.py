"""Live values that an operator publishes: where, for whom, with which token."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from chat.models.people import User

NAME_MAX_CHARS = 64
UNIT_MAX_CHARS = 16
TEXT_MAX_CHARS = 200
WILDCARD = "*"


class LiveStreamQuerySet(models.QuerySet["LiveStream"]):
    """Filters of streams of live values; they chain."""

    def that_cover(self, name: str) -> "LiveStreamQuerySet":
        """The declarations that fit a stream's name, the closest one first."""
        beginnings = [name[:length] + WILDCARD for length in range(len(name) + 1)]
        return self.filter(name__in=[name, *beginnings]).order_by(Length("name").desc(), "-name")


class LiveStream(models.Model):
    """A stream of live values, or with `*` all whose names begin so: who may read it is said here alone."""

    class Readers(models.TextChoices):
        """From most to fewest."""

        EVERYBODY = "everybody", _("everybody")
        SIGNED_IN = "signed-in", _("who is signed in")
        MODERATORS = "moderators", _("moderators of the site")

    name = models.CharField(
        _("stream"),
        max_length=NAME_MAX_CHARS,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9_-]*[a-z0-9_-]\*?$")],
        help_text=_("Lower-case letters, digits, - and _; with * at the end all streams that begin so."),
    )
    title = models.CharField(_("title"), max_length=80, blank=True)
    readers = models.CharField(_("readers"), max_length=10, choices=Readers, default=Readers.EVERYBODY)

    objects = LiveStreamQuerySet.as_manager()

    class Meta:
        verbose_name = _("stream of live values")
        verbose_name_plural = _("streams of live values")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(readers__in=["everybody", "signed-in", "moderators"]), name="live_stream_readers"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.name

    def covers(self, name: str) -> bool:
        """Is the stream of that name meant?"""
        if self.name.endswith(WILDCARD):
            return name.startswith(self.name.removesuffix(WILDCARD))
        return name == self.name


class LiveValueQuerySet(models.QuerySet["LiveValue"]):
    """Filters of live values; they chain."""

    def under(self, declared: LiveStream) -> "LiveValueQuerySet":
        """Those on the streams that a declaration covers."""
        if declared.name.endswith(WILDCARD):
            return self.filter(stream__startswith=declared.name.removesuffix(WILDCARD))
        return self.filter(stream=declared.name)


class LiveValue(models.Model):
    """The newest value of one name on one stream, the ones before it, and one that waits to be told."""

    stream = models.CharField(max_length=NAME_MAX_CHARS)
    name = models.CharField(max_length=NAME_MAX_CHARS)
    value = models.JSONField(help_text="A number, a text or a truth value.")
    unit = models.CharField(max_length=UNIT_MAX_CHARS, blank=True)
    at = models.DateTimeField(help_text="When it was so.")
    recent = models.JSONField(default=list, help_text="The last numbers, the newest last.")
    told_at = models.DateTimeField(help_text="When it was put on the stream.")
    waiting = models.JSONField(null=True, help_text="A newer one, which came too soon after this.")
    due_at = models.DateTimeField(null=True, help_text="When that is told.")

    objects = LiveValueQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "name"], name="live_value_once"),
            models.CheckConstraint(
                condition=Q(waiting__isnull=True, due_at=None) | Q(waiting__isnull=False, due_at__isnull=False),
                name="live_value_waits_until",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="live_value_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.name}"


class PublishToken(models.Model):
    """Lets a program publish on one stream of live values, and do nothing else; only its SHA-256 is stored."""

    stream = models.ForeignKey(LiveStream, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(_("label"), max_length=80, blank=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("token for publishing")
        verbose_name_plural = _("tokens for publishing")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.label or f"token {self.pk}"
