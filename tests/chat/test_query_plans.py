"""What everybody does all the time reads a few rows, however much has been said: by an index, never a whole table."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.db import connection

from chat import snapshots
from chat.actions.likes import like_message, unlike_message
from chat.actions.members import mark_read
from chat.actions.messages import edit_message, remove_message
from chat.actions.posting import post_messages
from chat.actions.reports import report_message
from chat.actions.sanctions import sanction_in_room
from chat.actions.sweeping import sweep_room
from chat.models import Message, Room, User
from notifications.inbox import reading
from notifications.inbox import snapshots as inbox
from notifications.streams import log, unread
from notifications.streams.names import user_stream
from tests.chat.conftest import Say
from tests.support.workshop import workshop

#: These grow for as long as people talk.
GROWING = {
    "chat_attachment",
    "chat_like",
    "chat_membership",
    "chat_mention",
    "chat_message",
    "notifications_alert",
    "notifications_event",
    "notifications_stream",
}
Statements = list[tuple[str, Any]]


class Scene(NamedTuple):
    """Bob has said something in a room of Alice's."""

    alice: User
    bob: User
    room: Room
    message: Message
    at: datetime


def post(scene: Scene) -> None:
    """With everything that one can say, and said once more."""
    said = {"actor": scene.bob.pk, "room": scene.room.pk, "at": scene.at}
    again = {"client_id": scene.message.client_id, "body": scene.message.body}
    reply = {"client_id": uuid4(), "body": "hello @alice", "reply_to": scene.message.pk}
    posts: Any = [{**said, **again}, {**said, **reply}, {**said, "client_id": uuid4(), "body": "hello"}]
    post_messages(posts)


def catch_up(scene: Scene) -> None:
    log.heads([scene.room.stream])
    log.reach([scene.room.stream])
    log.read({scene.room.stream: 1, user_stream(scene.bob.pk): 0}, 100)
    unread.count(scene.bob.pk, [scene.room.stream])


def look_around(scene: Scene) -> None:
    bob, room, at = scene.bob.pk, scene.room.pk, scene.message.pk
    for where in ({}, {"before": at}, {"after": at}, {"around": at}):
        snapshots.messages(bob, room, snapshots.Where(**where))
    snapshots.bullets(bob, room, 0, 10_000)
    snapshots.pinned(bob, room)
    snapshots.members(bob, room)


def keep_order(scene: Scene) -> None:
    actor, room, at = scene.alice.pk, scene.room.pk, scene.at
    report_message(actor=actor, message=scene.message.pk, reason="spam", at=at)
    sweep_room(actor=actor, room=room, user="bob", at=at)
    sanction_in_room(actor=actor, room=room, user="bob", kind="ban", reason="newts", at=at)


DEEDS: dict[str, Callable[[Scene], object]] = {
    "post": post,
    "like": lambda one: like_message(actor=one.alice.pk, message=one.message.pk, at=one.at),
    "unlike": lambda one: unlike_message(actor=one.alice.pk, message=one.message.pk, at=one.at),
    "edit": lambda one: edit_message(actor=one.bob.pk, message=one.message.pk, body="hm @alice", at=one.at),
    "remove": lambda one: remove_message(actor=one.bob.pk, message=one.message.pk, at=one.at),
    "keep order": keep_order,
    "read a room": lambda one: mark_read(actor=one.bob.pk, room=one.room.pk, position=2, at=one.at),
    "catch up": catch_up,
    "look around in a room": look_around,
    "see the rooms": lambda one: snapshots.rooms(one.bob.pk),
    "see the alerts": lambda one: inbox.page(one.alice.pk),
    "read all alerts": lambda one: reading.read(actor=one.alice.pk, position=99, at=one.at),
}


@contextmanager
def overheard() -> Iterator[Statements]:
    """The statements that are executed meanwhile, with what fills them."""
    heard: Statements = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  (Django's)
        heard.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def read_by_sqlite(cursor: Any, sql: str, params: Any) -> Iterator[str]:
    """The tables that a statement reads from end to end."""
    cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
    for *_, step in cursor.fetchall():
        if scan := re.match(r'SCAN "?(\w+)', step):
            yield scan[1]


def read_by_postgresql(cursor: Any, sql: str, params: Any) -> Iterator[str]:
    """The same, planned as if each row were a million."""
    cursor.execute("UPDATE pg_class SET reltuples = 1000000, relpages = 1 WHERE relname = ANY(%s)", [[*GROWING]])
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
    steps = [cursor.fetchone()[0][0]["Plan"]]
    for step in steps:
        steps += step.get("Plans", [])
        if step["Node Type"] != "ModifyTable" and not {"Index Cond", "Recheck Cond"} & step.keys():
            yield step.get("Relation Name", "")


READ = {"sqlite": read_by_sqlite, "postgresql": read_by_postgresql}


def scans(statements: Statements) -> list[str]:
    """The growing tables that are read as a whole, and for which statement."""
    with connection.cursor() as cursor:
        return [
            f"{table}: {sql}"
            for sql, params in statements
            # Of an INSERT that returns something SQLite says that what it returns is read.
            if sql.startswith(("SELECT", "UPDATE", "DELETE"))
            for table in READ[connection.vendor](cursor, sql, params)
            if table in GROWING
        ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", DEEDS)
def test_no_table_that_grows_is_read_as_a_whole(
    deed: str, alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    like_message(actor=bob.pk, message=say(alice, lobby, "before").pk, at=now)
    message = say(bob, lobby, "what about @alice?")
    with overheard() as statements:
        DEEDS[deed](Scene(alice, bob, lobby, message, now + timedelta(minutes=1)))
    assert statements
    assert scans(statements) == []


@pytest.mark.django_db(transaction=True)
def test_a_scan_would_be_noticed() -> None:
    with overheard() as statements:
        list(Message.objects.filter(body="hello"))
    [scan] = scans(statements)
    assert scan.startswith("chat_message: SELECT")


def test_postgresql_reads_as_little() -> None:
    """What stands above once more, on the other database, which a process decides on when it starts."""
    others = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--no-cov",
        "-p",
        "no:cacheprovider",
        "-k",
        "not postgresql",
        __file__,
    ]
    env = {**os.environ, "DATABASE_URL": workshop().postgres.url("plans")}
    done = subprocess.run(others, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
