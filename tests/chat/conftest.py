"""People and rooms for the tests of the chat."""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from chat import rates
from chat.actions.members import invite_member, join_room
from chat.actions.posting import Posted, post_message
from chat.actions.rooms import create_room
from chat.models import Message, Room, User

PASSWORD = "correct horse battery staple"
Say = Callable[..., Message]


@pytest.fixture(autouse=True)
def _unhurried() -> None:
    """Nobody is too fast because of what an earlier test did."""
    rates._limiter.cache_clear()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def person(username: str, **flags: Any) -> User:
    return User.objects.create_user(username, f"{username}@example.org", PASSWORD, name=username.title(), **flags)


@pytest.fixture
def alice(db: None) -> User:
    return person("alice")


@pytest.fixture
def bob(db: None) -> User:
    return person("bob")


@pytest.fixture
def carol(db: None) -> User:
    return person("carol")


@pytest.fixture
def mona(db: None) -> User:
    """The moderator of the site."""
    return person("mona", is_moderator=True)


@pytest.fixture
def mallory(db: None) -> User:
    """Who is up to no good."""
    return person("mallory")


@pytest.fixture
def lobby(alice: User, bob: User, now: datetime) -> Room:
    """A public room of alice's, with bob in it."""
    room = create_room(actor=alice.pk, name="Lobby", slug="lobby", at=now)
    join_room(actor=bob.pk, room=room.pk, at=now)
    return room


@pytest.fixture
def den(alice: User, bob: User, now: datetime) -> Room:
    """A private room of alice's, with bob in it."""
    room = create_room(actor=alice.pk, name="Den", slug="den", visibility="private", at=now)
    invite_member(actor=alice.pk, room=room.pk, user="bob", at=now)
    return room


@pytest.fixture
def post(now: datetime) -> Callable[..., Posted]:
    """`post(bob, lobby, "hello")`, each a second after the one before."""
    seconds = itertools.count()

    def post(author: User, room: Room, body: str = "hello", **more: Any) -> Posted:
        more = {"client_id": uuid4(), "at": now + timedelta(seconds=next(seconds)), **more}
        return post_message(actor=author.pk, room=room.pk, body=body, **more)

    return post


@pytest.fixture
def say(post: Callable[..., Posted]) -> Say:
    """The same, giving the message as it is stored."""

    def say(author: User, room: Room, body: str = "hello", **more: Any) -> Message:
        message = post(author, room, body, **more).message
        return Message.objects.select_related("author", "room").get(pk=message.pk)

    return say
