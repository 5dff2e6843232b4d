"""Keeping what messages said, for moderators and for a while; letting go of it for good."""

from datetime import datetime

from chat.actions import attaching
from chat.models import Attachment, Evidence, Message, Report

# What stood before a reported message says how it was meant, what came after how it was taken.
CONTEXT_BEFORE = 10
CONTEXT_AFTER = 5


def keep_original(message: Message, body: str, at: datetime) -> None:
    """Keep what a message said before it was removed or masked; the oldest is the original."""
    kept = {"body": body, "attachments": message.attachments, "taken_at": at}
    Evidence.objects.get_or_create(message=message, report=None, defaults=kept)


def original(message: Message) -> str | None:
    """What a removed or masked message said; None: it is not known any more."""
    kept = Evidence.objects.originals().filter(message=message)
    return kept.values_list("body", flat=True).first()


def drop_original(message: Message) -> None:
    """The message says it again itself."""
    Evidence.objects.originals().filter(message=message).delete()


def keep_for(report: Report, at: datetime) -> None:
    """Keep a reported message and those around it as they are now."""
    said = Message.objects.in_room(report.message.room_id)
    before = list(said.filter(pk__lte=report.message_id).reverse()[: CONTEXT_BEFORE + 1])
    around = [*before, *said.filter(pk__gt=report.message_id)[:CONTEXT_AFTER]]
    Evidence.objects.bulk_create(
        Evidence(message=message, report=report, body=message.body, attachments=message.attachments, taken_at=at)
        for message in around
        if message.body or message.attachments
    )


def forget(message: Message) -> int:
    """Delete every copy of what a message said or showed, wherever it was context too; how many there were."""
    attaching.forget(Attachment.objects.under([message.pk]))
    return Evidence.objects.filter(message=message).delete()[0]


def forget_older_than(before: datetime) -> int:
    """Delete the evidence that was taken before that moment; how many texts went."""
    attaching.forget(Attachment.objects.removed_before(before))
    return Evidence.objects.older_than(before).delete()[0]
