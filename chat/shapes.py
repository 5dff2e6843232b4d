"""The JSON shapes of contract §4, used by events, API and pages alike.

Pure: what a shape needs must have been loaded (`select_related`), nothing is queried here, and
nothing depends on who is looking.
"""

from datetime import datetime
from typing import Any

from chat.models import Membership, Message, Room, User
from notifications.streams.encoding import timestamp

Shape = dict[str, Any]


def person(user: User) -> Shape:
    """`{"id", "username", "name"}`."""
    return {"id": user.pk, "username": user.username, "name": user.get_full_name()}


def message(message: Message) -> Shape:
    """A message; of one that was removed only the tombstone, which says nothing."""
    removed = message.removed_at is not None
    return {
        "id": message.pk,
        "room": message.room_id,
        "author": person(message.author),
        "body": "" if removed else message.body,
        "html": "" if removed else message.html,
        "client_id": str(message.client_id),
        "kind": message.kind,
        "created_at": timestamp(message.created_at),
        "edited_at": moment(message.edited_at),
        "removed_at": moment(message.removed_at),
        "reply_to": message.reply_to_id,
        "likes": message.likes,
        "position": message.position,
    }


def room(room: Room) -> Shape:
    """A room without what depends on the viewer or on the moment (`unread`, `position`)."""
    return {
        "id": room.pk,
        "slug": room.slug,
        "name": room.name,
        "topic": room.topic,
        "visibility": room.visibility,
        "archived": room.archived,
        "locked": room.locked,
        "slow_mode_s": room.slow_mode_s,
        "stream": room.stream,
        "created_at": timestamp(room.created_at),
    }


def member(membership: Membership) -> Shape:
    """`{"room", "user", "role", "joined_at"}`."""
    return {
        "room": membership.room_id,
        "user": person(membership.user),
        "role": membership.role,
        "joined_at": timestamp(membership.joined_at),
    }


def former_member(membership: Membership) -> Shape:
    """The same of somebody who no longer is one: `role` and `joined_at` are null."""
    return {**member(membership), "role": None, "joined_at": None}


def moment(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds, or null."""
    return None if at is None else timestamp(at)
