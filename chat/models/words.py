"""The lists of words that the filter looks for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models.people import User
from notifications.streams import rows

WORD_MAX_CHARS = 60


class WordRule(models.Model):
    """One word or phrase, and what is done with a message that contains it."""

    class Act(models.TextChoices):
        """From least to most."""

        REPORT = "report", _("report the message")
        MASK = "mask", _("mask the word")
        BLOCK = "block", _("refuse the message")

    word = models.CharField(_("word"), max_length=WORD_MAX_CHARS)
    skeleton = models.CharField(
        max_length=4 * WORD_MAX_CHARS,
        unique=True,
        help_text=_("How the filter sees it: two words that look alike are one."),
    )
    act = models.CharField(_("what is done"), max_length=6, choices=Act, default=Act.BLOCK)
    list_name = models.CharField(_("list"), max_length=40, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        ordering: ClassVar = ["list_name", "word"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(act__in=["report", "mask", "block"]), name="word_act"),
            models.CheckConstraint(condition=~Q(skeleton=""), name="word_can_be_seen"),
        ]

    def __str__(self) -> str:
        return self.word


class WordVersion(models.Model):
    """Another number after each change of the lists; the one row that every batch of posts reads.

    So a change holds in every process from the next message on, without a message between them.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField()

    class Meta:
        verbose_name = _("version of the word lists")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="word_version_is_one_row")]

    def __str__(self) -> str:
        return str(self.version)

    @classmethod
    def current(cls) -> int:
        """The version of the lists; 0: there never were any."""
        return max((one.version for one in rows.find(cls, ["id"], [(1,)])), default=0)
