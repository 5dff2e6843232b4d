"""How the chat answers what the delivery asks: who may follow a room, what is unread."""

import re
from collections.abc import Collection, Iterable
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from chat import policies, text
from chat.models import Message, Room, User

ROOM = "room-"
MESSAGE = "message-"
# As the id is written, and no longer than databases count.
_ROOM = re.compile(ROOM + r"([1-9][0-9]{0,17})")
Row = TypeVar("Row", bound=Model)


def rooms(user_id: int | None, names: Collection[str]) -> set[str]:
    """Those of the rooms' streams that this person (None: a guest) may follow."""
    by_id = room_ids(names)
    return {by_id[found] for found in policies.followable_rooms(user_id, by_id.keys())}


def moderation(user_id: int | None, names: Collection[str]) -> set[str]:
    """The stream of reports and decisions is for the site's moderators."""
    return {*names} if policies.keeps_order(user_id) else set()


def published(user_id: int | None, names: Collection[str]) -> set[str]:
    """Those of the streams of live values that this person (None: a guest) may follow."""
    declared = {name: policies.live_stream(name) for name in names}
    return {name for name, stream in declared.items() if stream and policies.can_read_live(user_id, stream)}


def over(names: Collection[str]) -> set[str]:
    """Those of the rooms' streams in which nothing more will happen."""
    by_id = room_ids(name for name in names if name.startswith(ROOM))
    archived = Room.objects.filter(pk__in=by_id, archived=True).values_list("pk", flat=True)
    return {by_id[room] for room in archived}


def unread(user_id: int | None, names: Collection[str]) -> dict[str, int]:
    """How many messages of each room a member has not read."""
    if user_id is None:
        return {}
    by_id = room_ids(names)
    counts = Message.objects.unread_by(user_id).filter(room__in=by_id).count_by_room()
    return {by_id[room]: count for room, count in counts.items()}


def may_see(user_ids: Collection[int], place: str, subject: str) -> set[int]:
    """Those of the people who may be told of something in that room and, if it is named, of that message.

    In a transaction both stay as they are until it ends: a message is removed, a room turned private
    and a member taken out under the same locks.
    """
    if subject and not _stands(subject):
        return set()
    people = set(User.objects.filter(pk__in=user_ids, is_active=True).values_list("pk", flat=True))
    room = _locked(Room.objects.filter(pk__in=room_ids([place]))).first()
    if room is None:
        return set()
    people -= policies.kept_out_of(room, people)
    if not room.is_public:
        people &= set(room.memberships.filter(user__in=people).values_list("user_id", flat=True))
    return people


def anybody(user_ids: Collection[int], _place: str, _subject: str) -> set[int]:
    """Those of the people whose account is good: what was decided about somebody they may always know."""
    return set(User.objects.filter(pk__in=user_ids, is_active=True).values_list("pk", flat=True))


def excerpt(subject: str) -> str:
    """What a message says now, for those who are told of it; nothing if it was removed."""
    message = _locked(_standing(subject)).first()
    return "" if message is None else shortly(message)


def shortly(message: Message) -> str:
    """The beginning of what it says, or what is attached."""
    return text.excerpt(message.body or ", ".join(one["alt"] or one["name"] for one in message.attachments))


def _stands(subject: str) -> bool:
    return _locked(_standing(subject)).exists()


def _standing(subject: str) -> QuerySet[Message]:
    number = subject.removeprefix(MESSAGE)
    messages = Message.objects.standing()
    return messages.filter(pk=int(number)) if number.isdigit() else messages.none()


def _locked(rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.select_for_update(no_key=True) if connection.in_atomic_block else rows


def room_ids(names: Iterable[str]) -> dict[int, str]:
    """Those of the names that are rooms' streams, by the room's id."""
    found = ((name, _ROOM.fullmatch(name)) for name in names)
    return {int(match[1]): name for name, match in found if match}
