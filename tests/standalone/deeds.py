"""What the tests do inside this project, in a process of its own (see `tests.support.inside`)."""

from contextlib import suppress
from typing import Any
from uuid import uuid4

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_eventstream import channel_permission_changed, send_event

from notifications.inbox.facts import Details, Fact
from notifications.inbox.retracting import retract
from notifications.inbox.telling import notify
from notifications.streams import log
from notifications.streams.sessions import SessionStore


def fill() -> None:
    call_command("migrate", verbosity=0)


def check() -> str:
    call_command("check", fail_level="WARNING")
    return "clean"


def person(username: str, *, staff: bool = False) -> int:
    return User.objects.create_user(username, f"{username}@example.org", is_staff=staff).pk


def people(count: int) -> list[int]:
    """New members of the staff."""
    return [person(f"s-{uuid4().hex[:8]}", staff=True) for _ in range(count)]


def sign_in(username: str) -> str:
    user = User.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


def sign_out(session: str) -> None:
    SessionStore(session).flush()


def send(channel: str, type: str, data: Any) -> int:
    """The channel's head afterwards."""
    send_event(channel, type, data)
    return head(channel)


def send_text(channel: str, text: str) -> None:
    send_event(channel, "message", text, json_encode=False)


def send_and_roll_back(channel: str) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        send_event(channel, "message", {"text": "never happened"})
        raise ZeroDivisionError


def dismiss(username: str, channel: str) -> None:
    """No longer staff; the project tells django-eventstream, as its documentation says."""
    user = User.objects.get(username=username)
    user.is_staff = False
    user.save()
    channel_permission_changed(user, channel)


def take_and_give_back(username: str, channel: str) -> None:
    user = User.objects.get(username=username)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_staff=False)
        channel_permission_changed(user, channel)
        User.objects.filter(pk=user.pk).update(is_staff=True)


def renew_generation() -> None:
    call_command("renew_generation")


def head(channel: str) -> int:
    from django_eventstream.utils import get_storage

    current: int = get_storage().get_current_id(channel)
    return current


def append(stream: str, text: str) -> None:
    with log.transaction():
        log.append(stream, "said", {"text": text})


@log.transaction()
def append_many(stream: str, count: int) -> None:
    for number in range(count):
        log.append(stream, "said", {"text": str(number)})


@log.transaction()
def order(buyer: int, people: list[int], number: str) -> None:
    """Tell these people of an order."""
    details = Details(subject=f"order-{number}", data={"number": number})
    notify(
        Fact(
            kind="order", key=number, group="orders", actor=buyer, recipients=people, details=details, at=timezone.now()
        )
    )


def cancel(number: str) -> None:
    retract(kind="order", key=number, at=timezone.now())
