"""Finds who acts and on what, or refuses: first who, then whether they may know of it."""

from datetime import datetime

from chat import policies
from chat.models import Membership, Message, Room, User
from chat.refusals import NotFound, Sanctioned, Unauthenticated


def person(actor: int, at: datetime) -> User:
    """The person who acts, with the sanctions that hold for them at that moment.

    Raises:
        Unauthenticated: there is no such account, or it is not active.
        Sanctioned: they are kept out of the site.
    """
    found = barred_person(actor, at)
    if sanction := policies.barred_everywhere(found):
        raise Sanctioned(sanction, at)
    return found


def barred_person(actor: int, at: datetime) -> User:
    """The same for the few things that a person may do who is kept out.

    Raises:
        Unauthenticated: there is no such account, or it is not active.
    """
    found = User.objects.filter(pk=actor, is_active=True).first()
    if found is None:
        raise Unauthenticated
    policies.load_sanctions([found], at)
    return found


def named(username: str) -> User:
    """The person with that username, in whatever case it is written.

    Raises:
        NotFound: nobody active is called that.
    """
    found = User.objects.filter(username__iexact=username, is_active=True).first()
    if found is None:
        raise NotFound
    return found


def membership(room: Room, user: User, at: datetime) -> Membership | None:
    """How a person belongs to a room, ready for events."""
    found = Membership.objects.of(user.pk).filter(room=room).first()
    if found is not None:
        policies.load_sanctions([user], at)
        found.room, found.user = room, user
    return found


def role(room: Room, user: User) -> str | None:
    """The person's role in a room; None for a stranger."""
    return Membership.objects.of(user.pk).filter(room=room).values_list("role", flat=True).first()


def readable_room(room_id: int, user: User, at: datetime) -> tuple[Room, str | None]:
    """A room and the person's role in it, locked until the transaction ends.

    Raises:
        Sanctioned: they are kept out of it.
        NotFound: it does not exist or is hidden from them.
    """
    # no_key: posts refer to the room and must not wait for whoever changes it.
    room = Room.objects.select_for_update(no_key=True).filter(pk=room_id).first()
    if room is None:
        raise NotFound
    return room, readers_role(room, user, at)


def readable_message(message_id: int, user: User, at: datetime) -> tuple[Message, str | None]:
    """A message with room and author, locked, and the person's role in its room.

    Raises:
        Sanctioned: they are kept out of its room.
        NotFound: it does not exist or is hidden from them.
    """
    messages = Message.objects.select_for_update(of=("self",), no_key=True)
    message = messages.select_related("room", "author").filter(pk=message_id).first()
    if message is None:
        raise NotFound
    return message, readers_role(message.room, user, at)


def readers_role(room: Room, user: User, at: datetime) -> str | None:
    """The role of somebody who may read the room.

    Raises:
        Sanctioned: they are kept out of it.
        NotFound: it is hidden from them.
    """
    if sanction := policies.barred_from(user, room):
        raise Sanctioned(sanction, at)
    held = role(room, user)
    if not policies.can_read(user, room, held):
        raise NotFound
    return held


def require_voice(user: User, room: Room, at: datetime) -> None:
    """Refuse those who are muted, in words that say so.

    Raises:
        Sanctioned: they are muted in the room or everywhere.
    """
    if sanction := policies.sanction_in(user, room):
        raise Sanctioned(sanction, at)
