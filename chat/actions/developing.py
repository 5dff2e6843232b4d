"""What becomes of what was brought: pictures that were made are noted, what was left behind is let go of."""

from datetime import datetime, timedelta
from uuid import UUID

from chat import events
from chat.actions import attaching
from chat.files.pictures import Made
from chat.models import Attachment, Message
from notifications.streams import log

State = Attachment.State
# Long enough to go on the next morning; nobody waits longer for an upload.
KEPT_UNSAID = timedelta(days=1)
# Bounds one transaction.
EXPIRED_AT_ONCE = 200


def is_processing(attachment: UUID) -> bool:
    """Does a picture wait for being made?"""
    return Attachment.objects.filter(pk=attachment, state=State.PROCESSING).exists()


@log.transaction()
def picture_made(*, attachment: UUID, made: Made | None, at: datetime) -> bool:
    """Take note of a picture that was made anew, or could not be (None), and tell everybody; is it still wanted?"""
    message = _message_of(attachment)
    found = Attachment.objects.select_for_update(no_key=True).filter(pk=attachment).first()
    if found is None:
        return False
    found.state = State.BROKEN if made is None else State.READY
    if made is not None:
        found.width, found.height = made.width, made.height
    found.save(update_fields=["state", "width", "height"])
    if message is not None and message.removed_at is None:
        attaching.show(message)
        message.save(update_fields=["attachments"])
        events.attachment_updated(message, found, at=at)
    return True


@log.transaction()
def expire_attachments(*, at: datetime) -> int:
    """Delete what was begun a day ago and never said; how many there were."""
    left = list(Attachment.objects.left_behind(at - KEPT_UNSAID)[:EXPIRED_AT_ONCE])
    attaching.delete(left)
    return len(left)


def _message_of(attachment: UUID) -> Message | None:
    """The message it belongs to, locked before the attachment as everywhere."""
    belongs_to = Attachment.objects.filter(pk=attachment).values("message_id")
    locked = Message.objects.select_for_update(of=("self",), no_key=True).select_related("room", "author")
    return locked.filter(pk__in=belongs_to).first()
