"""The stage of a room, and how what is said there floats over it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

URL_MAX_CHARS = 500
_LOOK_FIELDS = ("bullet_mode", "bullet_colour", "bullet_size")


class StageKind(models.TextChoices):
    """What a stage shows."""

    NONE = "none", _("nothing on stage")
    PICTURE = "picture", _("a picture")
    VIDEO = "video", _("a video")
    CLOCK = "clock", _("a clock")
    WALL = "wall", _("a wall")


class Staged(models.Model):
    """What a room has that has a stage."""

    # What others have made: these need an address, the others have none.
    SHOWING: ClassVar = (StageKind.PICTURE, StageKind.VIDEO)

    stage_kind = models.CharField(_("stage"), max_length=7, choices=StageKind, default=StageKind.NONE)
    stage_url = models.CharField(_("address of what the stage shows"), max_length=URL_MAX_CHARS, blank=True)
    stage_since = models.DateTimeField(
        _("on stage since"), null=True, help_text=_("When what it shows was put there: its recording begins then.")
    )

    class Meta:
        abstract = True

    @property
    def has_stage(self) -> bool:
        """Does its stage show something?"""
        return self.stage_kind != StageKind.NONE

    def moment_on_stage(self, at: datetime) -> int | None:
        """Milliseconds since its recording began; None: a video has a time of its own, no stage has none."""
        if self.stage_since is None or self.stage_kind == StageKind.VIDEO:
            return None
        return max(0, round((at - self.stage_since).total_seconds() * 1000))


class Mode(models.TextChoices):
    """How a bullet moves."""

    SCROLL = "scroll", _("across")
    TOP = "top", _("at the top")
    BOTTOM = "bottom", _("at the bottom")


class Colour(models.TextChoices):
    """The palette: colours that can be read over any picture."""

    WHITE = "white", _("white")
    RED = "red", _("red")
    ORANGE = "orange", _("orange")
    YELLOW = "yellow", _("yellow")
    GREEN = "green", _("green")
    CYAN = "cyan", _("cyan")
    BLUE = "blue", _("blue")
    PINK = "pink", _("pink")


class Size(models.TextChoices):
    """How large a bullet is."""

    SMALL = "small", _("small")
    MEDIUM = "medium", _("medium")
    LARGE = "large", _("large")


class Floating(models.Model):
    """What a message has that floats over a stage; empty where it does not."""

    bullet_mode = models.CharField(max_length=6, choices=Mode, blank=True, default="")
    bullet_colour = models.CharField(max_length=6, choices=Colour, blank=True, default="")
    bullet_size = models.CharField(max_length=6, choices=Size, blank=True, default="")
    at_ms = models.BigIntegerField(null=True, help_text=_("Its moment in the stage's recording; None: it has none."))

    class Meta:
        abstract = True


STAGE_CONSTRAINTS = [
    models.CheckConstraint(condition=Q(stage_kind__in=StageKind.values), name="room_stage_kind"),
    models.CheckConstraint(
        condition=Q(stage_kind="none", stage_url="", stage_since=None)
        | Q(stage_kind__in=["clock", "wall"], stage_url="", stage_since__isnull=False)
        | (Q(stage_kind__in=["picture", "video"], stage_since__isnull=False) & ~Q(stage_url="")),
        name="room_stage_shows_what_it_says",
    ),
]
BULLET_CONSTRAINTS = [
    models.CheckConstraint(
        condition=Q(**dict.fromkeys(_LOOK_FIELDS, ""), at_ms=None)
        | Q(bullet_mode__in=Mode.values, bullet_colour__in=Colour.values, bullet_size__in=Size.values),
        name="message_bullet",
    ),
    models.CheckConstraint(condition=Q(at_ms=None) | Q(at_ms__gte=0), name="message_at_ms"),
]
# A window of a recording is read from it alone.
BULLET_INDEX = models.Index(fields=["room", "at_ms"], name="message_on_stage", condition=Q(at_ms__isnull=False))
