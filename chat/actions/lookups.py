"""Finds who acts and on what, or refuses: first who, then whether they may know of it."""

from chat import policies
from chat.models import Membership, Message, Room, User
from chat.refusals import NotFound, Unauthenticated


def person(actor: int) -> User:
    """The person who acts.

    Raises:
        Unauthenticated: there is no such account, or it is not active.
    """
    found = User.objects.filter(pk=actor, is_active=True).first()
    if found is None:
        raise Unauthenticated
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


def membership(room: Room, user: User) -> Membership | None:
    """How a person belongs to a room, ready for events."""
    found = Membership.objects.of(user.pk).filter(room=room).first()
    if found is not None:
        found.room, found.user = room, user
    return found


def role(room: Room, user: User) -> str | None:
    """The person's role in a room; None for a stranger."""
    return Membership.objects.of(user.pk).filter(room=room).values_list("role", flat=True).first()


def readable_room(room_id: int, user: User) -> tuple[Room, str | None]:
    """A room and the person's role in it, locked until the transaction ends.

    Raises:
        NotFound: it does not exist or is hidden from them.
    """
    # no_key: posts refer to the room and must not wait for whoever changes it.
    room = Room.objects.select_for_update(no_key=True).filter(pk=room_id).first()
    if room is None or not policies.can_read(room, held := role(room, user)):
        raise NotFound
    return room, held


def readable_message(message_id: int, user: User) -> tuple[Message, str | None]:
    """A message with room and author, locked, and the person's role in its room.

    Raises:
        NotFound: it does not exist or is hidden from them.
    """
    messages = Message.objects.select_for_update(of=("self",), no_key=True)
    message = messages.select_related("room", "author").filter(pk=message_id).first()
    if message is None or not policies.can_read(message.room, held := role(message.room, user)):
        raise NotFound
    return message, held
