"""How the chat answers what the delivery asks: who may follow a room, what is unread."""

from collections.abc import Collection, Iterable

from chat import policies
from chat.models import Message, Room

ROOM = "room-"


def rooms(user_id: int | None, names: Collection[str]) -> set[str]:
    """Those of the rooms' streams that this person (None: a guest) may follow."""
    by_id = _by_id(names)
    return {by_id[found] for found in policies.followable_rooms(user_id, by_id.keys())}


def moderation(user_id: int | None, names: Collection[str]) -> set[str]:
    """The stream of reports and decisions is for the site's moderators."""
    return {*names} if policies.keeps_order(user_id) else set()


def over(names: Collection[str]) -> set[str]:
    """Those of the rooms' streams in which nothing more will happen."""
    by_id = _by_id(name for name in names if name.startswith(ROOM))
    archived = Room.objects.filter(pk__in=by_id, archived=True).values_list("pk", flat=True)
    return {by_id[room] for room in archived}


def unread(user_id: int | None, names: Collection[str]) -> dict[str, int]:
    """How many messages of each room a member has not read."""
    if user_id is None:
        return {}
    by_id = _by_id(names)
    counts = Message.objects.unread_by(user_id).filter(room__in=by_id).count_by_room()
    return {by_id[room]: count for room, count in counts.items()}


def _by_id(names: Iterable[str]) -> dict[int, str]:
    numbers = ((name, name.removeprefix(ROOM)) for name in names)
    return {int(number): name for name, number in numbers if number.isascii() and number.isdigit()}
