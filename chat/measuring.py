"""Measuring the site: how many are here, what is posted, where.

Reads only, and bounded ones: what is told of the last minutes comes from the newest posts in the log,
what is told of the hours before from the tallies.
"""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from chat import tallies
from chat.access import room_ids
from chat.models import Report, Room
from chat.shapes import Shape
from chat.tallies import HOUR, MINUTE
from notifications.streams import connections, log, presence
from notifications.streams.entry import REDACTED
from notifications.streams.models import Event

# Busy is where much was said lately; a shorter time would make the order jump about.
LATELY = timedelta(minutes=10)
MINUTES, HOURS, BUSIEST = 60, 24, 5
# Of more posts than these the newest stand for all.
SAMPLE = 5_000

Post = tuple[str, datetime]
"""The stream on which a message was posted, and when."""


class Told(NamedTuple):
    """What was told last, or None."""

    data: Shape | None
    position: int


@dataclass(frozen=True)
class Measurement:
    """What was found at one moment; shared by what everybody and what moderators see."""

    at: datetime
    posts: Sequence[Post]
    """Of the last ten minutes, newest first, at most `SAMPLE`."""
    people: int
    following: connections.Following
    present: dict[str, int]
    """How many people follow each room, by stream."""

    @cached_property
    def said(self) -> Counter[str]:
        """How much was said lately, by stream."""
        return Counter(stream for stream, _ in self.posts)

    @cached_property
    def rooms(self) -> dict[str, Room]:
        """The public rooms in which something happens, by stream."""
        numbers = room_ids(self.said.keys() | self.present.keys())
        public = Room.objects.filter(pk__in=numbers, visibility=Room.Visibility.PUBLIC, archived=False)
        return {room.stream: room for room in public}

    def busiest(self) -> list[Room]:
        """The busiest of the public rooms: where most is said, then where most people are."""

        def busy(room: Room) -> tuple[int, int, int]:
            return self.said[room.stream], self.present.get(room.stream, 0), -room.pk

        return sorted(self.rooms.values(), key=busy, reverse=True)[:BUSIEST]

    def per_minute(self, streams: Collection[str]) -> int:
        """How many messages were posted there in the last minute."""
        cut = len(self.posts) == SAMPLE
        span = max(min(self.at - self.posts[-1][1], MINUTE), MINUTE / 60) if cut else MINUTE
        counted = sum(at > self.at - span and stream in streams for stream, at in self.posts)
        return round(counted * (MINUTE / span))


def measure(at: datetime) -> Measurement:
    """How the site is doing; a few queries, none of which grows with its age."""
    posted = Event.objects.filter(at__gt=at - LATELY, at__lte=at, type=tallies.POSTED).order_by("-at")
    posts = list(posted.values_list("stream_id", "at")[:SAMPLE])
    following = connections.following()
    people = presence.count() + following.guests
    return Measurement(at, posts, people, following, presence.count_by_stream())


def told(stream: str) -> Told:
    """The newest telling on a stream whose every telling is whole, and where the stream ends."""
    with log.snapshot():
        newest = Event.objects.filter(stream_id=stream).exclude(type=REDACTED).order_by("-position")
        text = newest.values_list("data", flat=True).first()
        return Told(json.loads(text) if text else None, log.head(stream))


def figures(found: Measurement) -> Shape:
    """What everybody may know (docs/events.md: `figures.changed`): nothing of private rooms."""
    now = tallies.minute_of(found.at)
    past = tallies.of_minutes([now - back * MINUTE for back in range(MINUTES - 1, 0, -1)])
    messages = found.per_minute(found.rooms)
    return {
        "people": found.people,
        "messages": messages,
        "minutes": {
            "people": [*(minute.people for minute in past), found.people],
            "messages": [*(minute.public_messages for minute in past), messages],
        },
        "rooms": [{**_named(room, found), "people": found.present.get(room.stream, 0)} for room in found.busiest()],
    }


def traffic(found: Measurement) -> Shape:
    """What moderators may know too (docs/events.md: `traffic.changed`); of private rooms only their sum."""
    hours = [tallies.hour_of(found.at) - back * HOUR for back in range(HOURS - 1, -1, -1)]
    messages, reports = tallies.of_hours(hours[0], [at for _, at in found.posts])
    return {
        "connections": found.following.by_transport,
        "processes": found.following.processes,
        "hours": {
            "messages": [messages.get(hour, 0) for hour in hours],
            "reports": [reports.get(hour, 0) for hour in hours],
        },
        "rooms": [_named(room, found) for room in found.busiest()],
        "private_messages": sum(count for stream, count in found.said.items() if stream not in found.rooms),
        "open_reports": Report.objects.filter(state__in=[Report.State.NEW, Report.State.TAKEN]).count(),
    }


def _named(room: Room, found: Measurement) -> Shape:
    return {"id": room.pk, "slug": room.slug, "name": room.name, "messages": found.said[room.stream]}
