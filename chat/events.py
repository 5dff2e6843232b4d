"""Every event of the chat: its name, its stream and its shape (contract §4, docs/events.md).

The only place in `chat` from which the log is written; called by actions, inside their
transaction. Events carry absolute state, and nothing in them depends on who reads them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Literal, NamedTuple

from chat import shapes
from chat.models import Membership, Message, Room, User
from notifications.streams import log, signals
from notifications.streams.names import user_stream

Member = Literal["member.joined", "member.left", "member.updated"]
Liked = Literal["message.liked", "message.unliked"]


class Kind(NamedTuple):
    """What a reader may expect of an event: on which kind of stream, with which keys in `data`."""

    stream: Literal["room", "user"]
    keys: frozenset[str]


def _room(*keys: str) -> Kind:
    return Kind("room", frozenset(keys))


def _user(*keys: str) -> Kind:
    return Kind("user", frozenset(keys))


KINDS = {
    "message.posted": _room("message"),
    "message.edited": _room("message"),
    "message.removed": _room("message"),
    "message.liked": _room("message", "likes", "by"),
    "message.unliked": _room("message", "likes", "by"),
    "room.updated": _room("room"),
    "member.joined": _room("member"),
    "member.left": _room("member"),
    "member.updated": _room("member"),
    "room.read": _user("room", "position", "unread"),
    "access.changed": _user("id", "role", "read_position", "room"),
}


def messages_posted(messages: Sequence[Message], insert: Callable[[], None]) -> None:
    """Announce new messages; `insert` stores them once their positions are known."""
    drafts = [
        log.append(message.room.stream, "message.posted", partial(_posted, message), at=message.created_at)
        for message in messages
    ]

    def place() -> None:
        for message, draft in zip(messages, drafts, strict=True):
            message.position = draft.position
        insert()
        for message, draft in zip(messages, drafts, strict=True):
            draft.subject = message.subject

    log.before_insert(place)


def message_edited(message: Message, *, at: datetime) -> None:
    """Announce what a message says now."""
    data = {"message": shapes.message(message)}
    log.append(message.room.stream, "message.edited", data, subject=message.subject, at=at)


def message_removed(message: Message, *, at: datetime) -> None:
    """Take the text out of the log, then announce the whole tombstone."""
    log.redact(message.subject)
    log.append(message.room.stream, "message.removed", {"message": shapes.message(message)}, at=at)


def like_changed(kind: Liked, message: Message, by: User, *, at: datetime) -> None:
    """Announce how many like a message now, and who made the difference."""
    data = {"message": message.pk, "likes": message.likes, "by": shapes.person(by)}
    log.append(message.room.stream, kind, data, at=at)


def room_updated(room: Room, *, at: datetime) -> None:
    """Announce what a room is like now."""
    log.append(room.stream, "room.updated", {"room": shapes.room(room)}, at=at)


def room_closed_to_strangers(room: Room) -> None:
    """Everybody on the room's stream is asked again whether they may be there."""
    log.revoke(stream=room.stream)


def room_over(room: Room) -> None:
    """Nothing more will happen here: whoever follows is told so and does not come back."""
    log.end(room.stream)


def member_changed(kind: Member, membership: Membership, *, at: datetime) -> None:
    """Announce who belongs to the room, and in which role; tell that person too."""
    left = kind == "member.left"
    member = shapes.former_member(membership) if left else shapes.member(membership)
    log.append(membership.room.stream, kind, {"member": member}, at=at)
    _access_changed(membership, None if left else membership.role, at=at)


def access_lost(membership: Membership) -> None:
    """Cut a person off from the room's stream, on every connection (contract C4)."""
    log.revoke(person=membership.user_id, stream=membership.room.stream)


def room_read(membership: Membership, *, unread: int, at: datetime) -> None:
    """Tell a person's other tabs and devices how far they have read."""
    data = {"room": membership.room_id, "position": membership.read_position, "unread": unread}
    log.append(user_stream(membership.user_id), "room.read", data, at=at)


def token_revoked(token_id: int) -> None:
    """End the connections that a token had proved."""
    log.revoke(token=token_id)


def typing(room: Room, person: User) -> None:
    """Show that somebody is writing. Ephemeral: outside the log, and no promise holds for it."""
    signals.send(room.stream, "typing", {"user": shapes.person(person)})


def _posted(message: Message, _position: int) -> shapes.Shape:
    return {"message": shapes.message(message)}


def _access_changed(membership: Membership, role: str | None, *, at: datetime) -> None:
    room = membership.room
    readable = room.is_public or role is not None
    data = {
        "id": room.pk,
        "role": role,
        "read_position": None if role is None else membership.read_position,
        "room": shapes.room(room) if readable else None,
    }
    log.append(user_stream(membership.user_id), "access.changed", data, at=at)
