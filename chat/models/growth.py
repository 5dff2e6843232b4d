"""Answers that are still being written."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from chat.models.messages import Message


class GrowthQuerySet(models.QuerySet["Growth"]):
    """Filters of what grows; they chain."""

    def untold(self, before: datetime) -> Self:
        """What has text that the room does not know, and was last told before that moment."""
        return self.exclude(shown=F("message__body")).filter(told_at__lte=before)

    def silent_since(self, at: datetime) -> Self:
        """What nobody has added to since that moment."""
        return self.filter(heard_at__lt=at)


class Growth(models.Model):
    """What a bot has sent of an answer until it ends; the message itself says what the room was told of it.

    A snapshot therefore never knows more than the events up to its position.
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="growth")
    text = models.TextField(_("text"), blank=True, help_text=_("As it was sent; places in it count characters."))
    shown = models.TextField(blank=True, help_text=_("The same as it may be shown: the filter has looked at it."))
    heard_at = models.DateTimeField(_("last sign of life"))
    told_at = models.DateTimeField(help_text=_("When the room was last told."))

    objects = GrowthQuerySet.as_manager()

    class Meta:
        verbose_name = _("growing answer")
        verbose_name_plural = _("growing answers")
        indexes: ClassVar = [models.Index(fields=["heard_at"], name="growth_heard")]

    def __str__(self) -> str:
        return f"answer {self.message_id}"
