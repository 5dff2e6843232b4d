"""What tests do inside the site, by name and with JSON arguments; runs in `inside`, never in the test's process.

Only what has no door of its own from outside, or would take seconds through it.
"""

import io
import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_eventstream import send_event
from django_tasks_db.models import DBTaskResult

from chat import tasks
from chat.actions.batches import Post
from chat.actions.live_streams import declare_stream
from chat.actions.members import invite_member, remove_member
from chat.actions.posting import post_message, post_messages
from chat.actions.tokens import issue_token, revoke_token
from chat.files import storing
from chat.models import Message, Token, User
from chat.refusals import Refused
from notifications.streams import log
from notifications.streams.models import Event
from notifications.streams.sessions import SessionStore


def fill() -> None:
    """Make the tables and the demo people."""
    call_command("migrate", verbosity=0)
    call_command("demo", "--yes", stdout=io.StringIO())


def token(username: str) -> str:
    """A fresh Bearer token."""
    return issue_token(actor=_person(username).pk, at=timezone.now(), label="tests")


def revoke_tokens(username: str) -> None:
    """Take every token of that person back, as the page of tokens does."""
    person = _person(username)
    for pk in Token.objects.filter(user=person).values_list("pk", flat=True):
        revoke_token(actor=person.pk, token=pk)


def publish_token(stream: str, readers: str = "everybody") -> str:
    """A token for publishing on a stream of live values, which is declared."""
    out = io.StringIO()
    call_command("token", "--publish", stream, "--readers", readers, stdout=out)
    return out.getvalue().strip()


def declare(stream: str, readers: str) -> None:
    """Let others read a stream of live values."""
    declare_stream(actor=None, name=stream, readers=readers, at=timezone.now())


def new_person(prefix: str = "p") -> dict[str, Any]:
    """Somebody nobody else uses: `{"id", "username", "token"}`."""
    person = User.objects.create(username=f"{prefix}-{uuid4().hex[:10]}", name="Somebody")
    return {"id": person.pk, "username": person.username, "token": token(person.username)}


def make_bot(username: str) -> None:
    User.objects.filter(username=username).update(is_bot=True)


def new_people(count: int) -> list[dict[str, Any]]:
    return [new_person() for _ in range(count)]


def sign_in(username: str) -> str:
    """A session of that person, as the value of the session cookie."""
    person = _person(username)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


def verify_email(username: str) -> None:
    """That person's e-mail address is known to be theirs."""
    person = _person(username)
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})


def change_password(username: str) -> None:
    person = _person(username)
    person.set_password("another secret")
    person.save()


def deactivate(username: str) -> None:
    person = _person(username)
    person.is_active = False
    person.save()


def appoint(username: str, *, moderator: bool) -> None:
    """Make somebody a moderator of the site, or take that back, as operators do it in the admin."""
    person = _person(username)
    person.is_moderator = moderator
    person.save()


def kick(room: int, username: str, by: str) -> None:
    remove_member(actor=_person(by).pk, room=room, user=username, at=timezone.now())


def invite(room: int, username: str, by: str) -> None:
    invite_member(actor=_person(by).pk, room=room, user=username, at=timezone.now())


def post_and_roll_back(room: int, username: str, times: int = 1) -> None:
    """Post, and fail afterwards inside the same transaction."""
    for _ in range(times):
        with suppress(_RolledBack):
            _post_and_fail(room, username)


@log.transaction()
def _post_and_fail(room: int, username: str) -> None:
    actor = _person(username).pk
    post_message(actor=actor, room=room, client_id=uuid4(), body="never happened", at=timezone.now())
    raise _RolledBack


class _RolledBack(Exception):
    """Ends a transaction that must leave nothing behind."""


def post_quietly(room: int, username: str, times: int = 1) -> int:
    """Post with every wake-up thrown away; the position of the last one."""
    person = _person(username).pk
    with patch("notifications.streams.wakeups.send"):
        for _ in range(times):
            post_message(actor=person, room=room, client_id=uuid4(), body="quiet", at=timezone.now())
    return log.head(f"room-{room}")


def post_bulk(room: int, username: str, times: int, chars: int) -> int:
    """Post many long messages in one transaction; the position of the last one."""
    actor, at = _person(username).pk, timezone.now()
    said = [Post(actor=actor, room=room, client_id=uuid4(), body="x" * chars, at=at) for _ in range(times)]
    outcomes = post_messages(said)
    assert not any(isinstance(outcome, Refused) for outcome in outcomes), outcomes[:1]
    return log.head(f"room-{room}")


def send(channel: str, type: str, data: Any) -> int:
    """Send as code written for django-eventstream does; the channel's position afterwards."""
    send_event(channel, type, data)
    return log.head(channel)


def prune(seconds: float) -> int:
    """Let go of the events that are older than that."""
    return log.prune(timezone.now() - timedelta(seconds=seconds))


def prune_up_to(stream: str, position: int) -> None:
    """Let go of the events of one stream up to a position, by making them old."""
    events = Event.objects.filter(stream_id=stream, position__lte=position)
    events.update(at=timezone.now() - timedelta(days=400))
    log.prune(timezone.now() - timedelta(days=399))


def renew_generation() -> str:
    return log.renew_generation()


def generation() -> str:
    return log.generation()


def head(stream: str) -> int:
    return log.head(stream)


def committed(streams: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The log of these streams in the shape of delivered events, oldest first."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for event in Event.objects.filter(stream_id__in=streams).order_by("stream_id", "position"):
        rows.setdefault(event.stream_id, []).append(
            {
                "stream": event.stream_id,
                "position": event.position,
                "type": event.type,
                "at": _milliseconds(event.at),
                "data": json.loads(event.data),
            }
        )
    return rows


def database_connections() -> int:
    """How many connections the database serves, this process's own left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        (count,) = cursor.fetchone()
    return int(count)


def work() -> None:
    """Do the tasks that wait, as the worker does."""
    while task := DBTaskResult.objects.ready().order_by("enqueued_at").first():
        task.claim("tests")
        task.task.call(*task.task_result.args, **task.task_result.kwargs)
        task.set_successful(None)


def expire(hours: float) -> None:
    """Let the worker look after what was left behind, so many hours from now."""
    tasks.expire(timezone.now() + timedelta(hours=hours))
    work()


def kept(attachment: str) -> list[str]:
    """The names of what is stored of an attachment."""
    return sorted(storing.names(UUID(attachment)))


def messages(room: int) -> int:
    """How many messages the room holds."""
    return Message.objects.filter(room_id=room).count()


def _person(username: str) -> User:
    return User.objects.get(username=username)


def _milliseconds(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
