"""What the worker does for the chat after the transaction; each is safe to repeat."""

import logging
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from chat.files import pictures, storing

logger = logging.getLogger(__name__)


@task()
def make_picture(attachment: str) -> None:
    """Make a picture and its thumbnail from what was sent, and let go of what was sent."""
    from chat.actions.developing import is_processing, picture_made

    id = UUID(attachment)
    if is_processing(id):
        made = _make(id)
        if made is not None:
            storing.keep(id, storing.PICTURE, BytesIO(made.picture))
            storing.keep(id, storing.THUMBNAIL, BytesIO(made.thumbnail))
        if not picture_made(attachment=id, made=made, at=timezone.now()):
            storing.drop(id)
    storing.drop_file(id, storing.WHOLE)


@task()
def drop_parts(attachment: str) -> None:
    """Delete what an upload was made of: the whole is stored."""
    storing.drop_parts(UUID(attachment))


@task()
def drop_files(attachments: list[str]) -> None:
    """Delete everything of attachments that are not there any more."""
    for attachment in attachments:
        storing.drop(UUID(attachment))


def expire(at: datetime) -> None:
    """Delete what was brought and not said, all of it; the worker does this now and then."""
    from chat.actions.developing import expire_attachments

    while expire_attachments(at=at):
        pass


def forget_evidence(at: datetime) -> None:
    """Delete the evidence that was kept for EVIDENCE_DAYS; the worker does this now and then."""
    from chat.actions.evidence import forget_older_than

    forget_older_than(at - timedelta(days=settings.EVIDENCE_DAYS))


def _make(id: UUID) -> pictures.Made | None:
    try:
        with storing.open_file(id, storing.WHOLE) as file:
            return pictures.make(file, max_pixels=settings.ATTACHMENT_MAX_PIXELS)
    except (pictures.Unreadable, FileNotFoundError) as error:
        logger.info("picture_unreadable: %s", error)
        return None
