"""Attachments as part of messages: said with them, hidden with them, brought back, forgotten.

A message carries the shapes of its attachments itself, as it does its HTML: reading a page costs no query more.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from chat import shapes, tasks
from chat.models import Attachment, Message
from chat.refusals import Invalid


class WrongAttachment(Invalid):
    """It is not theirs, not of that room, not complete, or belongs to another message."""

    detail = _("attachments: one of these cannot be sent with this message.")


def waiting(ids: Iterable[UUID]) -> dict[UUID, Attachment]:
    """Those of the attachments that can be said, locked."""
    wanted = set(ids)
    if not wanted:
        return {}
    whole = Attachment.objects.select_for_update(no_key=True).unsaid().whole()
    return whole.order_by("pk").in_bulk(wanted)


def chosen(ids: Sequence[UUID], found: dict[UUID, Attachment], author_id: int, room_id: int) -> list[Attachment]:
    """Those that a new message shall carry, in their order.

    Raises:
        WrongAttachment: one of them may not be.
    """
    attachments = [found[id] for id in ids if id in found]
    fitting = [one for one in attachments if (one.author_id, one.room_id) == (author_id, room_id)]
    if len(fitting) < len(ids) or any(one.state == Attachment.State.BROKEN for one in fitting):
        raise WrongAttachment
    return fitting


def store(message: Message, attachments: Sequence[Attachment]) -> None:
    """Let them belong to a message that is stored by now."""
    if not attachments:
        return
    for place, attachment in enumerate(attachments):
        attachment.message, attachment.place = message, place
    Attachment.objects.bulk_update(attachments, ["message", "place"])


def show(message: Message) -> None:
    """Let the message carry them as they are now; it is saved by the caller, as in what follows."""
    message.attachments = [shapes.attachment(one) for one in Attachment.objects.under([message.pk])]


def hide(message: Message, at: datetime) -> None:
    """They are evidence from now on."""
    if message.attachments:
        Attachment.objects.under([message.pk]).update(removed_at=at)
        message.attachments = []


def bring_back(message: Message) -> None:
    """The opposite."""
    if Attachment.objects.under([message.pk]).update(removed_at=None):
        show(message)


def forget(attachments: Iterable[Attachment]) -> int:
    """Let go of those that are evidence; how many there were."""
    found = list(attachments)
    delete(found)
    return len(found)


def delete(attachments: Sequence[Attachment]) -> None:
    """Delete them, and their bytes after the commit, whatever happens to this process."""
    if not attachments:
        return
    Attachment.objects.filter(pk__in=[one.pk for one in attachments]).delete()
    tasks.drop_files.enqueue([str(one.pk) for one in attachments])
