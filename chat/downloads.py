"""What may be downloaded of an attachment, by whom, and as what."""

from typing import Literal, NamedTuple
from uuid import UUID

from django.utils import timezone

from chat import policies
from chat.files import pictures, storing
from chat.files.names import with_ending
from chat.files.sniffing import ANYTHING
from chat.models import Attachment, Membership, User
from chat.refusals import NotFound

Which = Literal["file", "picture", "thumbnail"]
Kind = Attachment.Kind


class Download(NamedTuple):
    """Something stored, as it is handed out: under which name, as which media type, to be shown or to be saved."""

    id: UUID
    stored_as: str
    name: str
    type: str
    inline: bool


def find(user_id: int | None, id: UUID, which: str) -> Download:
    """What somebody (None: a guest) may download.

    Raises:
        NotFound: there is none, or it is hidden from them.
    """
    attachment = _visible(user_id, id)
    if attachment.state != Attachment.State.READY:
        raise NotFound
    if attachment.kind == Kind.PICTURE and which in {storing.PICTURE, storing.THUMBNAIL}:
        name = with_ending(attachment.name, pictures.ENDING)
        return Download(id, which, name, pictures.TYPE, inline=True)
    if attachment.kind != Kind.PICTURE and which == storing.WHOLE:
        # Only what a browser plays may say what it is: nothing else is ever taken for a page.
        plays = attachment.kind in {Kind.AUDIO, Kind.VIDEO}
        return Download(id, which, attachment.name, attachment.type if plays else ANYTHING, inline=plays)
    raise NotFound


def _visible(user_id: int | None, id: UUID) -> Attachment:
    attachment = Attachment.objects.select_related("room").filter(pk=id).first()
    if attachment is None:
        raise NotFound
    person = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    policies.load_sanctions([person] if person else [], timezone.now())
    role = None
    if person is not None:
        mine = Membership.objects.of(person.pk).filter(room=attachment.room_id)
        role = mine.values_list("role", flat=True).first()
    if not policies.can_see(person, attachment, role):
        raise NotFound
    return attachment
