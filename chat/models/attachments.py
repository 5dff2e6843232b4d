"""Pictures and files that belong to messages. The bytes are kept by `chat.files.storing`."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from chat.models.messages import Message
from chat.models.people import User
from chat.models.rooms import Room

ALT_MAX_CHARS = 500
TYPE_MAX_CHARS = 80


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Filters of attachments; they chain."""

    def of(self, user_id: int) -> Self:
        """What one person has brought."""
        return self.filter(author_id=user_id)

    def unsaid(self) -> Self:
        """What belongs to no message yet."""
        return self.filter(message=None)

    def whole(self) -> Self:
        """What has arrived in full."""
        return self.exclude(state=Attachment.State.UPLOADING)

    def under(self, message_ids: Collection[int]) -> Self:
        """Those of these messages, in the order in which they are shown."""
        return self.filter(message_id__in=message_ids).order_by("message_id", "place")

    def left_behind(self, before: datetime) -> Self:
        """Begun before that moment and still in no message, finished or not."""
        return self.unsaid().filter(created_at__lt=before)

    def removed_before(self, at: datetime) -> Self:
        """Those of messages that were removed before that moment."""
        return self.filter(removed_at__lt=at)

    def bytes(self) -> int:
        """How many bytes they are together, as announced."""
        return self.aggregate(Sum("size"))["size__sum"] or 0


class Attachment(models.Model):
    """One picture or file, from the moment it is announced."""

    class Kind(models.TextChoices):
        """How it is shown; found out from its content, never from its name."""

        PICTURE = "picture", _("picture")
        AUDIO = "audio", _("sound")
        VIDEO = "video", _("film")
        FILE = "file", _("file")

    class State(models.TextChoices):
        """How far it has come."""

        UPLOADING = "uploading", _("uploading")
        PROCESSING = "processing", _("processing")
        READY = "ready", _("ready")
        BROKEN = "broken", _("broken")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="attachments", db_index=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attachments", db_index=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="files")
    place = models.PositiveSmallIntegerField(default=0, help_text=_("Its place among those of the message."))
    client_id = models.UUIDField(help_text=_("Chosen by the sender: a retry finds the upload."))
    name = models.CharField(_("name"), max_length=120)
    alt = models.CharField(_("description"), max_length=ALT_MAX_CHARS, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64, blank=True, help_text=_("Of what was sent."))
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.FILE)
    type = models.CharField(_("type"), max_length=TYPE_MAX_CHARS, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADING)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(_("begun"))
    removed_at = models.DateTimeField(
        null=True, help_text=_("With its message: from then on it is evidence, and for moderators only.")
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "client_id"], name="attachment_once"),
            models.CheckConstraint(condition=Q(size__gte=1), name="attachment_is_not_empty"),
            models.CheckConstraint(
                condition=Q(state__in=["uploading", "processing", "ready", "broken"]), name="attachment_state"
            ),
            models.CheckConstraint(condition=Q(kind__in=["picture", "audio", "video", "file"]), name="attachment_kind"),
            models.CheckConstraint(
                condition=Q(message=None) | ~Q(state="uploading"), name="attachment_is_whole_when_it_is_said"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="attachment_unsaid", condition=Q(message=None)),
            models.Index(fields=["removed_at"], name="attachment_removed", condition=Q(removed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"
