"""What a visitor's connection doctor found, as they sent it to the operator."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

AGENT_MAX_CHARS = 300
NOTE_MAX_CHARS = 500


class ConnectionReport(models.Model):
    """Who looked from where, which transports worked, and what stood in the way.

    `causes`: `[{"name", "transports", "seconds", "status"}]`; `trials`: for each transport whether it worked, and its
    times in milliseconds, as static/notifications/doctor/ gives them.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    address = models.CharField(max_length=45)
    agent = models.CharField(max_length=AGENT_MAX_CHARS)
    best = models.CharField(max_length=16, blank=True)
    causes = models.JSONField(default=list)
    trials = models.JSONField(default=list)
    note = models.CharField(max_length=NOTE_MAX_CHARS, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"connection report {self.pk}"
