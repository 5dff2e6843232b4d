"""Reports of messages, and the evidence that is kept of what messages said."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models.messages import Message
from chat.models.people import User

REASON_MAX_CHARS = 80
NOTE_MAX_CHARS = 1_000


class ReportQuerySet(models.QuerySet["Report"]):
    """Filters of reports; they chain."""

    def ready(self) -> Self:
        """With all that `shapes.report` needs."""
        return self.select_related("message__author", "message__room", "reporter", "taken_by", "decided_by")

    def undecided(self) -> Self:
        """Those that still wait for a moderator."""
        return self.filter(state__in=[Report.State.NEW, Report.State.TAKEN])


class Report(models.Model):
    """Somebody asks the moderators to look at a message."""

    class State(models.TextChoices):
        """How far it has come."""

        NEW = "new", _("new")
        TAKEN = "taken", _("taken")
        DECIDED = "decided", _("decided")
        APPEALED = "appealed", _("appealed")

    class Reason(models.TextChoices):
        """What the page offers; programs may say it in words of their own."""

        SPAM = "spam", _("Spam")
        HARASSMENT = "harassment", _("Harassment")
        HATE = "hate", _("Hate")
        VIOLENCE = "violence", _("Violence or threats")
        SEXUAL = "sexual", _("Sexual content")
        PRIVATE = "private", _("Somebody's private life")
        OTHER = "other", _("Something else")

    class Decision(models.TextChoices):
        """What the panel decides; programs may say it in words of their own."""

        DISMISSED = "dismissed", _("nothing to object to")
        WARNED = "warned", _("the author was warned")
        REMOVED = "removed", _("the message was removed")
        SANCTIONED = "sanctioned", _("the author was sanctioned")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports", db_index=False)
    reporter = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="reports", help_text=_("None: automatic.")
    )
    reason = models.CharField(_("reason"), max_length=REASON_MAX_CHARS)
    note = models.CharField(_("note"), max_length=NOTE_MAX_CHARS, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW)
    created_at = models.DateTimeField(_("reported"))
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    taken_at = models.DateTimeField(_("taken at"), null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.CharField(_("decision"), max_length=REASON_MAX_CHARS, blank=True)
    decision_note = models.CharField(_("reason of the decision"), max_length=NOTE_MAX_CHARS, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "reporter"], name="report_once"),
            models.UniqueConstraint(
                fields=["message", "reason"], condition=Q(reporter=None), name="report_once_automatically"
            ),
            models.CheckConstraint(condition=Q(state__in=["new", "taken", "decided", "appealed"]), name="report_state"),
            models.CheckConstraint(condition=~Q(reason=""), name="report_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="report_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "taken"], decided_by=None, decided_at=None, decision="")
                | Q(state__in=["decided", "appealed"], decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decision=""),
                name="report_decided_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "created_at"], name="report_queue"),
            models.Index(fields=["created_at"], name="report_at"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Filters of evidence; they chain."""

    def originals(self) -> Self:
        """What removed or masked messages said, so that it can be undone."""
        return self.filter(report=None)

    def older_than(self, at: datetime) -> Self:
        """What was taken before that moment."""
        return self.filter(taken_at__lt=at)


class Evidence(models.Model):
    """What one message said at one moment; the only place where removed words remain.

    For moderators only, for EVIDENCE_DAYS. One row for each message, so that a purge of a
    message finds its words also in the context of other people's reports.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="evidence", db_index=False)
    report = models.ForeignKey(
        Report,
        on_delete=models.CASCADE,
        null=True,
        related_name="evidence",
        help_text=_("Whose target or context this is. None: kept when the message was removed or masked."),
    )
    body = models.TextField(_("text"), blank=True)
    attachments = models.JSONField(_("attachments"), default=list, blank=True)
    taken_at = models.DateTimeField(_("kept since"), db_index=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "report"], name="evidence_once"),
            models.UniqueConstraint(fields=["message"], condition=Q(report=None), name="evidence_one_original"),
            models.CheckConstraint(condition=~Q(body="", attachments=[]), name="evidence_has_a_text"),
        ]

    def __str__(self) -> str:
        return f"what message {self.message_id} said"
