"""The tables of the log."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Stream(models.Model):
    """One log: where it ends and where what is kept of it begins.

    The row is locked and its head advanced in the transaction that appends, which is why
    positions are gapless and in commit order (a sequence gives neither).
    """

    name = models.CharField(primary_key=True, max_length=64)
    head = models.BigIntegerField(default=0, help_text="Position of the newest event.")
    floor = models.BigIntegerField(default=0, help_text="Events up to here have been pruned.")

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One event of a stream; its data is stored as the JSON text that is sent."""

    pk = models.CompositePrimaryKey("stream_id", "position")
    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, db_index=False)
    position = models.BigIntegerField()
    type = models.CharField(max_length=64)
    at = models.DateTimeField()
    data = models.TextField(help_text="Strict JSON, already escaped for every transport.")
    subject = models.CharField(
        max_length=64, blank=True, help_text="Whose content it is, so that it can be taken away."
    )

    class Meta:
        indexes: ClassVar = [
            # Not only where there is a subject: SQLite does not see that a subject it is given is not empty.
            models.Index(fields=["subject"], name="event_subject"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}:{self.position} {self.type}"


class Connections(models.Model):
    """How many follow through one process, or did at `seen_at`; one row per process, whatever its size."""

    process = models.CharField(primary_key=True, max_length=32)
    counts = models.JSONField(help_text="Connections by transport.")
    guests = models.PositiveIntegerField(default=0, help_text="How many of them are nobody we know.")
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.process


class Turn(models.Model):
    """When something that one process does for all was last begun."""

    name = models.CharField(primary_key=True, max_length=32)
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """One person follows one stream through one process since `since`, or did until `seen_at`."""

    stream = models.CharField(max_length=64)
    process = models.CharField(max_length=32)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["stream", "process", "user"], name="presence_once")]
        indexes: ClassVar = [models.Index(fields=["process"], name="presence_process")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.stream}"
