"""What pages and the API show: rows and the stream positions they reflect, read at one moment.

Contract C6: a snapshot at position p with the events after p applied is a fresh snapshot.
`user_id` is None for a guest. What they may not see does not exist: `NotFound`.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from math import ceil
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from chat import policies, shapes
from chat.models import Attachment, Block, Like, Membership, Message, Room, User, Webhook
from chat.refusals import Forbidden, NotFound, Sanctioned, Unauthenticated
from chat.shapes import Shape
from notifications.streams import log
from notifications.streams.names import user_stream

PAGE_MAX = 100
PAGE_DEFAULT = 50
# In a window; more than a screen can show in that time.
BULLETS_MAX = 500
BULLETS_WINDOW_MAX_MS = 60_000
ROOMS_MAX = 500


class Where(NamedTuple):
    """Which messages: before or after an id, around one, or the newest; at most `limit`."""

    before: int | None = None
    after: int | None = None
    around: int | None = None
    limit: int = PAGE_DEFAULT


def rooms(user_id: int | None) -> list[Shape]:
    """The rooms that somebody may read, with what is unread in each; last the archived ones they belong to."""
    with log.snapshot():
        listed = policies.readable_rooms(user_id).listed_for(user_id)
        return _with_moment(listed.order_by("archived", "pk")[:ROOMS_MAX], user_id)


def room(user_id: int | None, room_id: int) -> Shape:
    """One room: its shape, `position`, `unread`, and the viewer's `role` and `read_position`."""
    with log.snapshot():
        return _with_moment([_visible(user_id, pk=room_id)], user_id)[0]


def room_by_slug(user_id: int | None, slug: str) -> Shape:
    """The same, found by its address."""
    with log.snapshot():
        return _with_moment([_visible(user_id, slug=slug)], user_id)[0]


def messages(user_id: int | None, room_id: int, where: Where) -> Shape:
    """`{"messages": […], "position"}`: newest last, each with the viewer's `liked`."""
    with log.snapshot():
        found = _visible(user_id, pk=room_id)
        page = _page(found, where)
        return {"messages": _seen(user_id, page), "position": log.head(found.stream)}


def bullets(user_id: int | None, room_id: int, from_ms: int, to_ms: int) -> Shape:
    """`{"messages": […], "total", "position"}`: what floats over the stage in that window of its recording.

    Of very many every n-th, so that what is left out is left out evenly.
    """
    with log.snapshot():
        found = _visible(user_id, pk=room_id)
        since = found.stage_since or timezone.now()
        ids = list(Message.objects.filter(room=found).on_stage(since, from_ms, to_ms).values_list("pk", flat=True))
        share = ids[:: max(1, ceil(len(ids) / BULLETS_MAX))]
        page = sorted(Message.objects.in_room(found.pk).filter(pk__in=share), key=lambda one: (one.at_ms, one.pk))
        return {"messages": _seen(user_id, page), "total": len(ids), "position": log.head(found.stream)}


def own_attachment(user_id: int | None, attachment_id: UUID) -> Shape:
    """Somebody's own file that is in no message yet."""
    found = Attachment.objects.of(user_id or 0).unsaid().filter(pk=attachment_id).first()
    if found is None:
        raise NotFound
    return shapes.attachment(found)


def pinned(user_id: int | None, room_id: int) -> Shape:
    """The room's pinned messages, the latest pin first: `{"messages": […], "position"}`."""
    with log.snapshot():
        found = _visible(user_id, pk=room_id)
        page = list(Message.objects.in_room(found.pk).exclude(pinned_at=None).order_by("-pinned_at")[:PAGE_MAX])
        return {"messages": _seen(user_id, page), "position": log.head(found.stream)}


def blocked(user_id: int | None) -> list[int]:
    """The ids of those of whom this person wants to hear nothing."""
    return list(Block.objects.filter(blocker=user_id).order_by("pk").values_list("blocked_id", flat=True))


def last_said_at(user_id: int | None, room: Shape) -> str | None:
    """When this person last said something in a room; None: longer ago than its slow mode reaches."""
    since = timezone.now() - timedelta(seconds=room["slow_mode_s"])
    if user_id is None or not room["slow_mode_s"]:
        return None
    said = Message.objects.filter(room=room["id"], author=user_id, created_at__gte=since)
    return shapes.moment(said.aggregate(Max("created_at"))["created_at__max"])


def members(user_id: int | None, room_id: int) -> Shape:
    """`{"members": […], "position"}`: in the order in which they joined."""
    with log.snapshot():
        found = _visible(user_id, pk=room_id)
        everybody = Membership.objects.filter(room=found).select_related("user", "room").order_by("pk")
        policies.load_sanctions([membership.user for membership in everybody], timezone.now())
        return {
            "members": [shapes.member(membership) for membership in everybody],
            "position": log.head(found.stream),
        }


def webhooks(user_id: int, room_id: int) -> Shape:
    """`{"webhooks": […]}`: those that stand, for whoever keeps order in the room.

    Raises:
        Forbidden: they do not.
    """
    with log.snapshot():
        found = _visible(user_id, pk=room_id)
        person = User.objects.get(pk=user_id)
        policies.load_sanctions([person], timezone.now())
        role = Membership.objects.of(user_id).filter(room=found).values_list("role", flat=True).first()
        if not policies.can_manage_webhooks(person, found, role):
            raise Forbidden
        standing = Webhook.objects.standing().filter(room=found).order_by("pk")
        return {"webhooks": [shapes.webhook(one) for one in standing]}


def me(user_id: int) -> Shape:
    """The person: their shape, `is_moderator`, and where their own stream ends."""
    with log.snapshot():
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user is None:
            raise Unauthenticated
        stream = user_stream(user_id)
        return {
            **shapes.person(user),
            "is_moderator": user.is_moderator,
            "blocked": [shapes.person(block.blocked) for block in user.blocks.select_related("blocked").order_by("pk")],
            "stream": stream,
            "position": log.head(stream),
        }


def _visible(user_id: int | None, **which: object) -> Room:
    found = policies.readable_rooms(user_id).filter(**which).first()
    if found is None:
        _say_why(user_id, **which)
        raise NotFound
    return found


def _say_why(user_id: int | None, **which: object) -> None:
    """Who is kept out of a room may know that it is there, and why they are."""
    if user_id is None:
        return
    room, person = Room.objects.filter(**which).first(), User.objects.filter(pk=user_id).first()
    if room is None or person is None:
        return
    at = timezone.now()
    policies.load_sanctions([person], at)
    if sanction := policies.barred_from(person, room):
        raise Sanctioned(sanction, at)


def _with_moment(found: Collection[Room], user_id: int | None) -> list[Shape]:
    heads = log.heads([room.stream for room in found])
    belonging: dict[int, Membership] = {}
    unread: dict[int, int] = {}
    if user_id is not None:
        mine = Membership.objects.of(user_id).filter(room__in=[room.pk for room in found])
        belonging = {membership.room_id: membership for membership in mine}
        unread = Message.objects.unread_by(user_id).filter(room__in=belonging).count_by_room()
    at = timezone.now()
    viewer = User(pk=user_id)
    policies.load_sanctions([viewer] if user_id else [], at)
    return [
        {
            **shapes.room(room),
            "position": heads[room.stream],
            "unread": unread.get(room.pk, 0),
            "role": member.role if (member := belonging.get(room.pk)) else None,
            "read_position": member.read_position if member else None,
            "sanction": shapes.own_sanction(viewer.sanction_in(room.pk, None)),
        }
        for room in found
    ]


def _page(room: Room, where: Where) -> list[Message]:
    said = Message.objects.in_room(room.pk)
    if where.around is not None:
        half = where.limit // 2
        older = list(said.filter(pk__lte=where.around).reverse()[: where.limit - half])
        return [*reversed(older), *said.filter(pk__gt=where.around)[:half]]
    if where.after is not None:
        return list(said.filter(pk__gt=where.after)[: where.limit])
    if where.before is not None:
        said = said.filter(pk__lt=where.before)
    return [*reversed(said.reverse()[: where.limit])]


def _seen(user_id: int | None, page: Sequence[Message]) -> list[Shape]:
    liked = _liked(user_id, page)
    return [{**shapes.message(message), "liked": message.pk in liked} for message in page]


def _liked(user_id: int | None, page: Sequence[Message]) -> set[int]:
    if user_id is None:
        return set()
    given = Like.objects.of(user_id).among([message.pk for message in page])
    return set(given.values_list("message_id", flat=True))
