"""Messages, and what people do with them."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from chat.models.people import User
from chat.models.rooms import Membership, Room
from chat.models.stages import BULLET_CONSTRAINTS, BULLET_INDEX, Floating


class MessageQuerySet(models.QuerySet["Message"]):
    """Filters of messages; they chain."""

    def in_room(self, room_id: int) -> Self:
        """The messages of one room, oldest first, ready for `shapes.message`."""
        return self.filter(room_id=room_id).select_related("author").order_by("pk")

    def on_stage(self, since: datetime, from_ms: int, to_ms: int) -> Self:
        """Those in that window of what has been recorded since then, in the order in which they float by."""
        recorded = self.filter(at_ms__gte=from_ms, at_ms__lt=to_ms, created_at__gte=since)
        return recorded.standing().order_by("at_ms", "pk")

    def standing(self) -> Self:
        """The messages that nobody has removed."""
        return self.filter(removed_at=None)

    def unread_by(self, user_id: int) -> Self:
        """What others said behind the read positions of a member."""
        member = Membership.objects.of(user_id)
        return (
            self.standing()
            .filter(room__memberships__in=member, position__gt=F("room__memberships__read_position"))
            .exclude(author_id=user_id)
        )

    def count_by_room(self) -> dict[int, int]:
        """How many there are in each room that has any."""
        counted = self.order_by().values_list("room_id").annotate(Count("pk"))
        return dict(counted)


class Message(Floating):
    """Something said in a room; of a removed message only the place is left here.

    What it said is kept as `Evidence` for a while, so that a wrong removal can be undone.
    """

    class Kind(models.TextChoices):
        """How a message is shown."""

        MESSAGE = "message", _("message")
        DANMAKU = "danmaku", _("danmaku")

    class Answer(models.TextChoices):
        """How far a bot's message has come that is shown while it is written."""

        GROWING = "growing", _("growing")
        FINISHED = "finished", _("finished")
        CANCELLED = "cancelled", _("cancelled")
        INTERRUPTED = "interrupted", _("interrupted")

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages", db_index=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="messages", db_index=False)
    position = models.BigIntegerField(help_text=_("Position of its posting in the room's stream."))
    client_id = models.UUIDField(help_text=_("Chosen by the sender: a retry finds the message."))
    digest = models.CharField(
        max_length=64,
        help_text=_("SHA-256 of what was first sent: a retry is compared with it after edits too."),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MESSAGE)
    answer = models.CharField(
        _("answer"),
        max_length=11,
        choices=Answer,
        blank=True,
        help_text=_("Set where a bot wrote it while others read; see `Growth`."),
    )
    body = models.TextField(_("text"))
    html = models.TextField(help_text=_("The text as it is shown, rendered when it was written."))
    reply_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="replies", db_index=False)
    attachments = models.JSONField(
        _("attachments"), default=list, blank=True, help_text=_("Their shapes as they are shown; see `Attachment`.")
    )
    likes = models.PositiveIntegerField(_("likes"), default=0)
    created_at = models.DateTimeField(_("posted"))
    edited_at = models.DateTimeField(_("edited"), null=True)
    removed_at = models.DateTimeField(_("removed"), null=True)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    pinned_at = models.DateTimeField(_("pinned"), null=True)
    masked = models.BooleanField(_("masked"), default=False, help_text=_("The filter has hidden words of it."))

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "client_id"], name="message_once"),
            models.UniqueConstraint(fields=["room", "position"], name="message_position_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="message_position"),
            models.CheckConstraint(
                condition=(Q(removed_at=None) & ~Q(body="", answer="", attachments=[]))
                | Q(removed_at__isnull=False, body="", html="", attachments=[], pinned_at=None, masked=False),
                name="message_has_a_text_until_removed",
            ),
            models.CheckConstraint(condition=Q(kind__in=["message", "danmaku"]), name="message_kind"),
            models.CheckConstraint(
                condition=Q(answer__in=["", "growing", "finished", "cancelled", "interrupted"]), name="message_answer"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="message_removed_by_somebody",
            ),
            *BULLET_CONSTRAINTS,
        ]
        indexes: ClassVar = [
            models.Index(fields=["room", "id"], name="message_page"),
            models.Index(fields=["room"], name="message_pinned", condition=Q(pinned_at__isnull=False)),
            BULLET_INDEX,
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def subject(self) -> str:
        """Whose content an event carries, for redaction."""
        return f"message-{self.pk}"

    @property
    def growth_subject(self) -> str:
        """Whose content the events carry that told of its growing."""
        return f"answer-{self.pk}"


class LikeQuerySet(models.QuerySet["Like"]):
    """Filters of likes; they chain."""

    def of(self, user_id: int) -> Self:
        """The likes given by one person."""
        return self.filter(user_id=user_id)

    def among(self, message_ids: Collection[int]) -> Self:
        """The likes of these messages."""
        return self.filter(message_id__in=message_ids)


class Like(models.Model):
    """One person likes one message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="likings", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="likings")
    created_at = models.DateTimeField()

    objects = LikeQuerySet.as_manager()

    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "user"], name="like_once")]

    def __str__(self) -> str:
        return f"{self.user} likes {self.message}"


class Mention(models.Model):
    """A message names a person."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "user"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.message} mentions {self.user}"
