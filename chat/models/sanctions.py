"""What takes somebody's freedom away for a while, and their answer to it."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models.people import User
from chat.models.rooms import Room

REASON_MAX_CHARS = 300
APPEAL_MAX_CHARS = 2_000
# Longer than that is a ban without an end; it also keeps dates within what databases hold.
MINUTES_MAX = 366 * 24 * 60


class SanctionQuerySet(models.QuerySet["Sanction"]):
    """Filters of sanctions; they chain."""

    def in_force(self, at: datetime) -> Self:
        """Those that hold at that moment. Nothing has to run for one to expire."""
        return self.filter(Q(until=None) | Q(until__gt=at), lifted_at=None)

    def of(self, people: Collection[int]) -> Self:
        """Those against these people, by id."""
        return self.filter(person__in=people)

    def barring(self) -> Self:
        """Those that keep people out, not only quiet."""
        return self.filter(kind__in=Sanction.BARRING)

    def of_the_site(self) -> Self:
        """Those that hold everywhere."""
        return self.filter(room=None)

    def ready(self) -> Self:
        """With all that `shapes.sanction` needs."""
        return self.select_related("person", "room", "by", "lifted_by", "appeal__answered_by")


class Sanction(models.Model):
    """A person is taken out (kick), kept out (timeout, ban) or kept quiet (mute), in a room or everywhere.

    A kick is over when it is done: they may come back. A timeout always ends and leaves the
    membership, a ban takes it away.
    """

    class Kind(models.TextChoices):
        """What is taken away."""

        KICK = "kick", _("taken out")
        MUTE = "mute", _("muted")
        TIMEOUT = "timeout", _("timed out")
        BAN = "ban", _("banned")

    BARRING: ClassVar = (Kind.TIMEOUT, Kind.BAN)
    SEVERITY: ClassVar = {Kind.KICK: 0, Kind.MUTE: 1, Kind.TIMEOUT: 2, Kind.BAN: 3}

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sanctions", db_index=False)
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, related_name="sanctions", help_text=_("None: the whole site.")
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    until = models.DateTimeField(_("until"), null=True, help_text=_("None: until it is lifted."))
    reason = models.CharField(_("reason"), max_length=REASON_MAX_CHARS)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, help_text=_("None: automatic.")
    )
    report = models.ForeignKey(
        "chat.Report", on_delete=models.SET_NULL, null=True, related_name="sanctions", db_index=False
    )
    created_at = models.DateTimeField(_("since"))
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=["kick", "mute", "timeout", "ban"]), name="sanction_kind"),
            models.CheckConstraint(condition=~Q(reason=""), name="sanction_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(kind="kick") | Q(room__isnull=False, until=models.F("created_at")),
                name="sanction_kick_is_over_when_done",
            ),
            models.CheckConstraint(condition=~Q(kind="timeout", until=None), name="sanction_timeout_ends"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("created_at")), name="sanction_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="sanction_lifted_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "room"], name="sanction_of_person"),
            models.Index(fields=["person"], name="sanction_standing", condition=Q(lifted_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person}"

    @property
    def bars(self) -> bool:
        """Does it keep the person out, not only quiet?"""
        return self.kind in self.BARRING

    @property
    def severity(self) -> tuple[int, bool, float]:
        """Orders sanctions by what they take and for how long."""
        return (
            self.SEVERITY[Sanction.Kind(self.kind)],
            self.until is None,
            self.until.timestamp() if self.until else 0.0,
        )

    def holds(self, at: datetime) -> bool:
        """Is it in force at that moment?"""
        return self.lifted_at is None and (self.until is None or self.until > at)


class Appeal(models.Model):
    """What the sanctioned person has to say, once, and what another moderator made of it."""

    class State(models.TextChoices):
        """What came of it."""

        OPEN = "open", _("open")
        GRANTED = "granted", _("granted")
        DENIED = "denied", _("denied")

    sanction = models.OneToOneField(Sanction, on_delete=models.CASCADE, related_name="appeal")
    text = models.CharField(_("text"), max_length=APPEAL_MAX_CHARS)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("made"))
    answer = models.CharField(_("answer"), max_length=REASON_MAX_CHARS, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=["open", "granted", "denied"]), name="appeal_state"),
            models.CheckConstraint(condition=~Q(text=""), name="appeal_has_a_text"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None, answered_by=None)
                | (~Q(state="open") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="appeal_answered_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="appeal_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"appeal against {self.sanction}"


class Block(models.Model):
    """One person wants to hear nothing of another."""

    blocker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocks", db_index=False)
    blocked = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocked_by")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(blocker=models.F("blocked")), name="block_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.blocker} blocks {self.blocked}"
