"""Bringing pictures and files: begin, describe, finish, give up. What becomes of them: `developing`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chat import policies, tasks
from chat.actions import Admit, always, attaching, filtering, lookups, words
from chat.actions.posting import AlreadySaid, Archived, Locked
from chat.files import names
from chat.files.sniffing import Contents
from chat.models import Attachment, Room, User
from chat.refusals import NotFound, Refused
from notifications.streams import log

State = Attachment.State
# What somebody may have brought and not said: more is a disk being filled.
UNSAID_MAX = 30


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload that may go on; `created` is False when an earlier try had begun it."""

    attachment: Attachment
    created: bool


class TooBig(Refused):
    """A single file over ATTACHMENT_MAX_BYTES."""

    status = 413
    code = "too_large"
    detail = _("This file is too large.")


class QuotaReached(Refused):
    """All of one person's files together are over ATTACHMENT_QUOTA, or too many wait to be said."""

    status = 413
    code = "quota_reached"
    detail = _("You have stored as much as you may. Remove something first.")


class OtherContent(Refused):
    """It was finished with another hash."""

    status = 409
    code = "wrong_hash"
    detail = _("Another file was sent as this one.")


@log.transaction()
def begin_attachment(
    *, actor: int, room: int, client_id: UUID, name: str, size: int, at: datetime, alt: str = "", admit: Admit = always
) -> Begun:
    """Announce a file of `size` bytes for a message in that room; announcing it again finds the upload.

    Raises:
        AlreadySaid: `client_id` was used for another file.
        NotFound, Sanctioned, Archived, Locked, TooBig, QuotaReached: what the names say.
        BlockedWord, TooManyLinks: see `filtering`.
    """
    person = lookups.person(actor, at)
    name = names.clean(name)
    if earlier := Attachment.objects.of(person.pk).filter(client_id=client_id).first():
        if (earlier.room_id, earlier.size) != (room, size):
            raise AlreadySaid
        return Begun(earlier, created=False)
    found = _room_to_post_in(person, room, at)
    if size > settings.ATTACHMENT_MAX_BYTES:
        raise TooBig
    _require_quota(person, size)
    name, alt = _speakable(person, name, at), _speakable(person, alt, at)
    admit()
    attachment = Attachment.objects.create(
        room=found, author=person, client_id=client_id, name=name, alt=alt, size=size, created_at=at
    )
    return Begun(attachment, created=True)


@log.transaction()
def finish_attachment(
    *, actor: int, attachment: UUID, sha256: str, contents: Contents | None, at: datetime, admit: Admit = always
) -> Attachment:
    """Take note of what a complete file is; a picture is made anew by the worker.

    `contents`: of the file that is stored; None: it was not being uploaded any more.

    Raises:
        NotFound: it is not theirs, or was given up.
        OtherContent: it was finished before, as another file.
    """
    found = _own(lookups.person(actor, at), attachment)
    if found.state != State.UPLOADING or contents is None:
        if found.sha256 != sha256:
            raise OtherContent
        return found
    admit()
    found.sha256, found.kind, found.type = sha256, contents.kind, contents.type
    found.width, found.height = contents.width, contents.height
    is_picture = contents.kind == "picture"
    found.state = State.PROCESSING if is_picture else State.READY
    found.save()
    tasks.drop_parts.enqueue(str(found.pk))
    if is_picture:
        tasks.make_picture.enqueue(str(found.pk))
    return found


@log.transaction()
def describe_attachment(*, actor: int, attachment: UUID, alt: str, at: datetime, admit: Admit = always) -> Attachment:
    """Say in words what is to be seen, for those who do not see it; until it is part of a message.

    Raises:
        NotFound: it is not theirs, or is said already.
        BlockedWord, TooManyLinks: see `filtering`.
    """
    person = lookups.person(actor, at)
    found = _own(person, attachment)
    if found.message_id is not None:
        raise NotFound
    found.alt = _speakable(person, alt, at)
    admit()
    found.save(update_fields=["alt"])
    return found


@log.transaction()
def cancel_attachment(*, actor: int, attachment: UUID, at: datetime, admit: Admit = always) -> None:
    """Give up a file that belongs to no message; nothing of it stays.

    Raises:
        NotFound: there is none, none any more, or it is not theirs or said already.
    """
    found = _own(lookups.person(actor, at), attachment)
    if found.message_id is not None:
        raise NotFound
    admit()
    attaching.delete([found])


def _room_to_post_in(person: User, room: int, at: datetime) -> Room:
    found, role = lookups.readable_room(room, person, at)
    lookups.require_voice(person, found, at)
    if found.archived:
        raise Archived
    if not policies.can_post(person, found, role):
        raise Locked
    return found


def _require_quota(person: User, size: int) -> None:
    # One after the other, through however many processes: side by side each would find room for itself.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    brought = Attachment.objects.of(person.pk)
    if brought.unsaid().count() >= UNSAID_MAX:
        raise QuotaReached
    if settings.ATTACHMENT_QUOTA is not None and brought.bytes() + size > settings.ATTACHMENT_QUOTA:
        raise QuotaReached


def _speakable(person: User, text: str, at: datetime) -> str:
    """Names and descriptions are said too, and the filter hears them."""
    return filtering.judge(person, text, words.current(), at).body if text else text


def _own(person: User, attachment: UUID) -> Attachment:
    mine = Attachment.objects.select_for_update(no_key=True).of(person.pk)
    found = mine.filter(pk=attachment, removed_at=None).first()
    if found is None:
        raise NotFound
    return found
