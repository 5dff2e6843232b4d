"""Liking a message, and taking it back; doing either twice is doing it once."""

from datetime import datetime

from chat import alerts, events, policies
from chat.actions import Admit, always, lookups
from chat.models import Like, Message, User
from chat.refusals import Forbidden, Removed
from notifications.streams import log


@log.transaction()
def like_message(*, actor: int, message: int, at: datetime, admit: Admit = always) -> Message:
    """Like a message.

    Raises:
        NotFound, Removed, Forbidden: there is none, none any more, or the room is archived.
    """
    person = lookups.person(actor, at)
    found = _likable(message, person, at)
    if not found.likings.filter(user=person).exists():
        admit()
        Like.objects.create(message=found, user=person, created_at=at)
        _announce("message.liked", found, person, at)
        alerts.liked(found, person, at=at)
    return found


@log.transaction()
def unlike_message(*, actor: int, message: int, at: datetime, admit: Admit = always) -> Message:
    """Take a like back.

    Raises:
        NotFound, Removed, Forbidden: there is none, none any more, or the room is archived.
    """
    person = lookups.person(actor, at)
    found = _likable(message, person, at)
    given = found.likings.filter(user=person)
    if given.exists():
        admit()
        given.delete()
        _announce("message.unliked", found, person, at)
        alerts.unliked(found, person, at=at)
    return found


def _likable(message_id: int, person: User, at: datetime) -> Message:
    message, role = lookups.readable_message(message_id, person, at)
    if message.removed_at:
        raise Removed
    lookups.require_voice(person, message.room, at)
    if not policies.can_like(person, message.room, role):
        raise Forbidden
    return message


def _announce(kind: events.Liked, message: Message, person: User, at: datetime) -> None:
    # Counted and not added to: the message is locked, so the number is right whatever was before.
    message.likes = message.likings.count()
    message.save(update_fields=["likes"])
    events.like_changed(kind, message, person, at=at)
