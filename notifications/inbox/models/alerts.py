"""Alerts, and the facts that they are made of."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class AlertQuerySet(models.QuerySet["Alert"]):
    """Filters of alerts; they chain."""

    def of(self, user_id: int) -> Self:
        """The alerts of one person."""
        return self.filter(recipient_id=user_id)

    def locked(self) -> Self:
        """In one order, whoever locks them; with `facts`, how many causes each has at this moment."""
        causes = Cause.objects.filter(alert=OuterRef("pk")).order_by().values("alert").values(number=Count("pk"))
        return (
            self.select_for_update(of=("self",), no_key=True)
            .annotate(facts=Coalesce(Subquery(causes), 0))
            .order_by("pk")
        )

    def unread(self) -> Self:
        """Those that were not read yet."""
        return self.filter(read=False)

    def due(self, at: datetime) -> Self:
        """Those that have changed and whose last announcement was long enough ago."""
        return self.filter(due_at__lte=at)

    def count_unread(self, user_ids: Collection[int]) -> dict[int, dict[str, int]]:
        """How many each person has not read, and how many of those are addressed to them."""
        counted = {user_id: {"unread": 0, "addressed": 0} for user_id in user_ids}
        rows = self.unread().filter(recipient__in=user_ids).order_by().values_list("recipient_id")
        for user_id, unread, addressed in rows.annotate(all=Count("pk"), mine=Count("pk", filter=Q(addressed=True))):
            counted[user_id] = {"unread": unread, "addressed": addressed}
        return counted


class Alert(models.Model):
    """Something a person is told: one alert for all facts of one group.

    `count` to `at` are what was last announced, so that a page shows what the events have
    told (contract C6); the facts themselves are `causes`.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=32)
    group = models.CharField(max_length=100, help_text=_("Facts of one group become one alert."))
    place = models.CharField(max_length=64, blank=True, help_text=_("The stream on which it happened."))
    addressed = models.BooleanField(help_text=_("It is meant for this person, and not only about what they did."))
    open = models.BooleanField(default=True, help_text=_("More facts of the group are added until it is read."))
    read = models.BooleanField(_("read"), default=False)
    mailed = models.BooleanField(default=False, help_text=_("An e-mail has told of it."))
    position = models.BigIntegerField(
        default=0, help_text=_("Where the person's stream last told of something new in it.")
    )
    grown = models.BooleanField(default=True, help_text=_("There is something new in it that was not announced."))
    announced_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text=_("It has changed and will be announced then."))

    count = models.PositiveIntegerField(default=0, help_text=_("How many facts."))
    people = models.PositiveIntegerField(default=0, help_text=_("How many people they are from."))
    actors = models.JSONField(default=list, help_text=_("The latest of them, the newest first."))
    data = models.JSONField(default=dict, help_text=_("What the newest fact is about."))
    subject = models.CharField(max_length=64, blank=True, help_text=_("Whose content that shows."))
    mark = models.BigIntegerField(null=True, help_text=_("Where the newest fact stands on the stream of its place."))
    at = models.DateTimeField(_("at"))
    facts: int
    """How many causes it has, where it was read with `locked()`."""

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "group"], condition=Q(open=True), name="alert_once_while_open"
            ),
            models.CheckConstraint(condition=~Q(open=True, read=True), name="alert_open_is_unread"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-position"], name="alert_page"),
            models.Index(fields=["recipient"], condition=Q(read=False), name="alert_unread"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="alert_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"


class Cause(models.Model):
    """One fact that a person is told: never twice, whatever is retried."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="causes", db_index=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=100, help_text=_("Which fact of its kind."))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.CharField(max_length=64, blank=True, help_text=_("Whose content it shows."))
    data = models.JSONField(default=dict)
    mark = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key", "recipient"], name="cause_once")]
        indexes: ClassVar = [
            models.Index(fields=["alert", "-id"], name="cause_newest"),
            models.Index(fields=["subject"], condition=~Q(subject=""), name="cause_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
