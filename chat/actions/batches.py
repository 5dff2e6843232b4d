"""What a batch of posts needs to know, read with a small and constant number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict
from uuid import UUID

from django.db.models import Max, prefetch_related_objects

from chat import policies, text
from chat.actions import Admit, attaching, words
from chat.actions.mentions import known, spellings
from chat.models import Attachment, Membership, Message, Room, User
from chat.models.rooms import SLOW_MODE_MAX_S
from chat.words import Filter
from notifications.streams import rows


class Look(TypedDict, total=False):
    """How a bullet looks, and its moment in the video; the rest is as usual."""

    mode: str
    colour: str
    size: str
    at_ms: int | None


class Post(TypedDict):
    """What is said, by whom and where."""

    actor: int
    room: int
    client_id: UUID
    body: str
    at: datetime
    kind: NotRequired[str]
    bullet: NotRequired[Look | None]
    attachments: NotRequired[Sequence[UUID]]
    reply_to: NotRequired[int | None]
    growing: NotRequired[bool]
    """Is it the beginning of an answer, whose text is still to come?"""
    admit: NotRequired[Admit]


@dataclass(slots=True)
class Batch:
    """The people, rooms and earlier messages that posts refer to; kept up to date while they are made."""

    people: dict[int, User]
    """The active authors, by id."""
    named: dict[str, User]
    """Those who may be mentioned, by username in small letters."""
    spellings: dict[str, str]
    """Their usernames as they are spelled, by the same."""
    said: dict[tuple[int, UUID], Message]
    """What was said already, by author and client_id."""
    rooms: dict[int, Room]
    roles: dict[tuple[int, int], str]
    """The roles of members, by room and person."""
    replied_to: dict[int, int]
    """The rooms of the messages that are replied to, by message."""
    attachments: dict[UUID, Attachment]
    """Those that can be said, by id."""
    words: Filter
    last_said_at: dict[tuple[int, int], datetime]
    """When somebody last said something in a room with slow mode, by room and person."""


def load(posts: Sequence[Post]) -> Batch:
    """Read what these posts need: six statements, and one each where there are mentions, replies, files, strangers,
    slow rooms."""
    actors = {post["actor"] for post in posts}
    asked = {post["room"] for post in posts}
    members = rows.find(Membership, ["room", "user"], {(post["room"], post["actor"]) for post in posts})
    roles = {(member.room_id, member.user_id): member.role for member in members}
    rooms = _rooms(asked, {post["room"] for post in posts if (post["room"], post["actor"]) not in roles})
    named = known({name for post in posts for name in text.addressed(post["body"])})
    people = {person.pk: person for person in rows.find(User, ["id"], [(id,) for id in actors]) if person.is_active}
    policies.load_sanctions(people.values(), min(post["at"] for post in posts))
    return Batch(
        people=people,
        named=named,
        spellings=spellings(named),
        said=_said(posts),
        rooms=rooms,
        roles=roles,
        replied_to=_replied_to(reply for post in posts if (reply := post.get("reply_to"))),
        attachments=attaching.waiting(id for post in posts for id in post.get("attachments", ())),
        words=words.current(),
        last_said_at=_last_said_at([room for room in rooms.values() if room.slow_mode_s], posts),
    )


def _rooms(asked: set[int], entered: set[int]) -> dict[int, Room]:
    """The rooms; those that strangers `entered` are locked, lest they turn private before the strangers are in."""
    rooms = {room.pk: room for room in rows.find(Room, ["id"], [(id,) for id in asked])}
    if entered:
        locked = Room.objects.select_for_update(no_key=True).filter(pk__in=entered).order_by("pk")
        rooms |= {room.pk: room for room in locked}
    return rooms


def _said(posts: Sequence[Post]) -> dict[tuple[int, UUID], Message]:
    found = rows.find(Message, ["author", "client_id"], {(post["actor"], post["client_id"]) for post in posts})
    prefetch_related_objects(found, "author", "room")
    return {(message.author_id, message.client_id): message for message in found}


def _replied_to(message_ids: Iterable[int]) -> dict[int, int]:
    wanted = set(message_ids)
    return dict(Message.objects.filter(pk__in=wanted).values_list("pk", "room_id")) if wanted else {}


def _last_said_at(rooms: Sequence[Room], posts: Sequence[Post]) -> dict[tuple[int, int], datetime]:
    if not rooms:
        return {}
    since = min(post["at"] for post in posts) - timedelta(seconds=SLOW_MODE_MAX_S)
    said = Message.objects.filter(room__in=rooms, author__in={post["actor"] for post in posts}, created_at__gte=since)
    latest = said.values_list("room_id", "author_id").annotate(Max("created_at"))
    return {(room, author): at for room, author, at in latest}
