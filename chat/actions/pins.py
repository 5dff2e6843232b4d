"""Pinning messages that everybody in the room should find."""

from datetime import datetime

from chat import events, policies
from chat.actions import Admit, always, audit, lookups
from chat.models import Message, User
from chat.refusals import Forbidden, Removed
from notifications.streams import log


@log.transaction()
def pin_message(*, actor: int, message: int, at: datetime, admit: Admit = always) -> Message:
    """Pin a message; pinning it again changes nothing.

    Raises:
        NotFound, Removed, Forbidden: there is none, none any more, or they may not.
    """
    person, found = _pinnable(actor, message, at)
    if found.removed_at:
        raise Removed
    if found.pinned_at is None:
        admit()
        _set(found, person, at, pinned_at=at)
        events.pin_changed("message.pinned", found, person, at=at)
    return found


@log.transaction()
def unpin_message(*, actor: int, message: int, at: datetime, admit: Admit = always) -> Message:
    """Take the pin out again.

    Raises:
        NotFound, Forbidden: there is none, or they may not.
    """
    person, found = _pinnable(actor, message, at)
    if found.pinned_at is not None:
        admit()
        _set(found, person, at, pinned_at=None)
        events.pin_changed("message.unpinned", found, person, at=at)
    return found


def _pinnable(actor: int, message: int, at: datetime) -> tuple[User, Message]:
    person = lookups.person(actor, at)
    found, role = lookups.readable_message(message, person, at)
    if not policies.can_moderate(person, found.room, role):
        raise Forbidden
    return person, found


def _set(message: Message, by: User, at: datetime, *, pinned_at: datetime | None) -> None:
    message.pinned_at = pinned_at
    message.save(update_fields=["pinned_at"])
    audit.record_message(by, "message.pin" if pinned_at else "message.unpin", message, at=at)
