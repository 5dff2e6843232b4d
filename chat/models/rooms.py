"""Rooms and who belongs to them."""

from datetime import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from chat.models.people import User
from chat.models.stages import STAGE_CONSTRAINTS, Staged

SLOW_MODE_MAX_S = 6 * 60 * 60


class RoomQuerySet(models.QuerySet["Room"]):
    """Filters of rooms; they chain."""

    def visible_to(self, user_id: int | None) -> "RoomQuerySet":
        """The rooms that a person (None: a guest) may read."""
        return self.filter(Q(visibility=Room.Visibility.PUBLIC) | _own(user_id))

    def listed_for(self, user_id: int | None) -> "RoomQuerySet":
        """The rooms in use, and of the archived ones those that a person belongs to."""
        return self.filter(Q(archived=False) | _own(user_id))


class Room(Staged):
    """A place to talk; everything that happens in it is on its `stream`."""

    class Visibility(models.TextChoices):
        """Who may read a room."""

        PUBLIC = "public", _("public")
        PRIVATE = "private", _("private")

    slug = models.SlugField(_("address"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=80)
    topic = models.CharField(_("topic"), max_length=300, blank=True)
    visibility = models.CharField(_("visibility"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    archived = models.BooleanField(_("archived"), default=False)
    locked = models.BooleanField(_("locked"), default=False, help_text=_("Only moderators may post."))
    slow_mode_s = models.PositiveIntegerField(
        _("slow mode"),
        default=0,
        validators=[MaxValueValidator(SLOW_MODE_MAX_S)],
        help_text=_("Seconds that a member waits between two messages."),
    )
    slow_mode_until = models.DateTimeField(
        _("slow mode until"), null=True, help_text=_("Set where slow mode began by itself; None: until it is changed.")
    )
    created_at = models.DateTimeField(_("created"), db_default=Now())

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(visibility__in=["public", "private"]), name="room_visibility"),
            models.CheckConstraint(condition=~Q(name=""), name="room_has_a_name"),
            models.CheckConstraint(condition=Q(slow_mode_s__lte=SLOW_MODE_MAX_S), name="room_slow_mode"),
            models.CheckConstraint(
                condition=Q(slow_mode_until=None) | Q(slow_mode_s__gt=0), name="room_slow_mode_until_has_a_mode"
            ),
            *STAGE_CONSTRAINTS,
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """The name of the room's stream."""
        return room_stream(self.pk)

    def slow_mode_at(self, at: datetime) -> int:
        """Seconds that a member waits between two messages at that moment; 0: no slow mode."""
        over = self.slow_mode_until is not None and self.slow_mode_until <= at
        return 0 if over else self.slow_mode_s

    @property
    def is_public(self) -> bool:
        """May everybody read it, guests too?"""
        return self.visibility == self.Visibility.PUBLIC


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Filters of memberships; they chain."""

    def of(self, user_id: int) -> "MembershipQuerySet":
        """The memberships of one person."""
        return self.filter(user_id=user_id)

    def owners(self) -> "MembershipQuerySet":
        """The memberships of those who own their room."""
        return self.filter(role=Membership.Role.OWNER)


class Membership(models.Model):
    """One person belongs to one room."""

    class Role(models.TextChoices):
        """What a member may do, from most to least."""

        OWNER = "owner", _("owner")
        MODERATOR = "moderator", _("moderator")
        MEMBER = "member", _("member")

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=9, choices=Role, default=Role.MEMBER)
    read_position = models.BigIntegerField(_("read up to"), default=0, help_text=_("Position in the room's stream."))
    joined_at = models.DateTimeField(_("joined"), db_default=Now())

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "user"], name="member_once"),
            models.CheckConstraint(condition=Q(role__in=["owner", "moderator", "member"]), name="member_role"),
            models.CheckConstraint(condition=Q(read_position__gte=0), name="member_read_position"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.room}"


def room_stream(room_id: int) -> str:
    """The name of the stream of the room with that id."""
    return f"room-{room_id}"


def _own(user_id: int | None) -> Q:
    if user_id is None:
        return Q(pk__in=[])
    return Q(pk__in=Membership.objects.of(user_id).values("room_id"))
