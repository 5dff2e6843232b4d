"""Calling everybody: `@room` all members, `@here` those who are there right now."""

from collections.abc import Collection

from chat import policies
from chat.models import Membership, Message, Room
from notifications.streams import presence

ROOM, HERE = "room", "here"
WORDS = {ROOM, HERE}
"""They stand for people where a username would; nobody can be called that."""


def called(message: Message, names: Collection[str]) -> set[int]:
    """Whom a new message calls by such words; nobody if its author may not call everybody."""
    words = WORDS.intersection(names)
    if not words:
        return set()
    room, author = message.room, message.author
    role = Membership.objects.of(author.pk).filter(room=room).values_list("role", flat=True).first()
    return reached(room, words) if policies.can_call_everybody(author, room, role) else set()


def reached(room: Room, words: Collection[str]) -> set[int]:
    """The members whom these words call."""
    members = set(Membership.objects.filter(room=room, user__is_active=True).values_list("user_id", flat=True))
    if ROOM in words:
        return members
    return members & {person["id"] for person in presence.people(room.stream)} if HERE in words else set()
