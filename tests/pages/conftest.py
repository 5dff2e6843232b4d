"""People and a room, and browsers that speak HTTP only."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from chat.actions import members, posting, rooms
from chat.models import Message, Room, User

Say = Callable[..., Message]


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice", password="demo", name="Alice")


@pytest.fixture
def bob() -> User:
    return User.objects.create_user("bob", password="demo", name="Bob")


@pytest.fixture
def lobby(alice: User) -> Room:
    """A public room of Alice's."""
    return rooms.create_room(actor=alice.pk, name="Lobby", topic="Say hello", at=timezone.now())


@pytest.fixture
def cellar(alice: User) -> Room:
    """A private room of Alice's."""
    return rooms.create_room(actor=alice.pk, name="Cellar", visibility="private", at=timezone.now())


@pytest.fixture
def say(lobby: Room) -> Say:
    """Somebody says something in the lobby."""

    def say(person: User, body: str) -> Message:
        post = posting.post_message(actor=person.pk, room=lobby.pk, client_id=uuid4(), body=body, at=timezone.now())
        return post.message

    return say


@pytest.fixture
def join(lobby: Room) -> Callable[[User], None]:
    """Somebody becomes a member of the lobby."""

    def join(person: User) -> None:
        members.join_room(actor=person.pk, room=lobby.pk, at=timezone.now())

    return join


@pytest.fixture
def as_alice(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def as_bob(bob: User) -> Client:
    return signed_in(bob)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client
