"""What benchmarks do inside the site, in a process of its own (`tests.support.inside`)."""

from time import perf_counter, time
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from chat.actions.posting import post_message
from chat.actions.rooms import create_room
from chat.actions.tokens import issue_token
from chat.models import Membership, User
from chat.models.rooms import room_stream
from notifications.inbox.models import Alert
from notifications.streams import log, tickets
from notifications.streams.models import Event, Stream
from notifications.streams.names import CONTROL
from notifications.streams.viewer import Viewer, session_digest

# SQLite's own generator and PostgreSQL's differ in name only.
_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT %s UNION ALL SELECT i + 1 FROM n WHERE i < %s) SELECT i FROM n",
    "postgresql": "SELECT generate_series(%s, %s) AS i",
}


def post_singly(room: int, times: int, chars: int) -> float:
    """Post with a transaction each; the seconds that it took."""
    actor = User.objects.get(username="alice").pk
    body = ("Whoever comes late reads what was said before. " * 10)[:chars]
    began = perf_counter()
    for _ in range(times):
        post_message(actor=actor, room=room, client_id=uuid4(), body=body, at=timezone.now())
    return perf_counter() - began


def speakers(count: int, room: int) -> list[str]:
    """The tokens of so many members of the room."""
    people = [User(username=f"speaker-{number}") for number in range(count)]
    User.objects.bulk_create(people)
    now = timezone.now()
    Membership.objects.bulk_create(Membership(room_id=room, user=one, joined_at=now) for one in people)
    return [issue_token(actor=one.pk, at=now, label="benchmark") for one in people]


def visitors(count: int, stream: str) -> list[str]:
    """The cookies of so many people, each with a session and the ticket that the site gave them for `stream`."""
    people = [User(username=f"visitor-{number}") for number in range(count)]
    User.objects.bulk_create(people)
    control, generation = log.head(CONTROL), log.generation()
    cookies = []
    for person in people:
        key = uuid4().hex
        viewer = Viewer(person.pk, session=session_digest(key))
        ticket = tickets.make(viewer, [stream], control, generation, int(time()) + tickets.LIFETIME_S)
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={key}; {tickets.COOKIE}={ticket}")
    return cookies


def crowd(members: int) -> int:
    """The id of a new room of alice's with so many other members."""
    number = User.objects.count()
    people = [User(username=f"member-{number + one}") for one in range(members)]
    User.objects.bulk_create(people)
    room = create_room(actor=User.objects.get(username="alice").pk, name=f"Crowd {number}", at=timezone.now())
    Membership.objects.bulk_create(Membership(room=room, user=one, joined_at=timezone.now()) for one in people)
    return room.pk


def told(room: int) -> int:
    """How many have been told of something that happened in the room."""
    return Alert.objects.filter(place=room_stream(room)).count()


def lengthen(stream: str, events: int) -> dict[str, Any]:
    """Append so many events to a stream past the log, in one statement; the new head and the generation."""
    head = log.head(stream)
    numbers = _NUMBERS[connection.vendor] % (head + 1, head + events)
    data = '{"text":"What was said a while ago, and is read again by whoever missed it."}'
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Event._meta.db_table} (stream_id, position, type, at, data, subject)"
            f" SELECT %s, i, 'test.said', %s, %s, '' FROM ({numbers}) AS numbers",
            [stream, timezone.now(), data],
        )
    Stream.objects.filter(name=stream).update(head=head + events)
    return {"head": head + events, "generation": log.generation()}
