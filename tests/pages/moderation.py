"""People who may and may not enter the panel, and something for them to look at."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from chat.actions import rooms
from chat.actions.reports import report_message
from chat.actions.sanctions import sanction_everywhere, sanction_in_room
from chat.models import Membership, Message, Report, Room, User
from tests.pages.conftest import Say, signed_in


@pytest.fixture
def mona() -> User:
    """A moderator of the site."""
    return User.objects.create_user("mona", name="Mona", is_moderator=True)


@pytest.fixture
def eve() -> User:
    """Another one."""
    return User.objects.create_user("eve", name="Eve", is_moderator=True)


@pytest.fixture
def as_mona(mona: User) -> Client:
    return signed_in(mona)


@pytest.fixture
def as_eve(eve: User) -> Client:
    return signed_in(eve)


@pytest.fixture
def said(say: Say, bob: User) -> Message:
    return say(bob, "buy <b>newts</b>")


@pytest.fixture
def report(said: Message, alice: User) -> Report:
    """Alice, who owns the lobby, reports what bob said there."""
    now = timezone.now()
    return report_message(actor=alice.pk, message=said.pk, reason="spam", note="again & again", at=now).report


def member(lobby: Room) -> User:
    who = User.objects.create_user("carol")
    Membership.objects.create(room=lobby, user=who)
    return who


def moderator_elsewhere(lobby: Room) -> User:
    who = User.objects.create_user("carol")
    rooms.create_room(actor=who.pk, name="Attic", at=timezone.now())
    return who


def muted_moderator(lobby: Room) -> User:
    who = User.objects.create_user("carol")
    Membership.objects.create(room=lobby, user=who, role="moderator")
    owner = lobby.memberships.get(role="owner").user_id
    sanction_in_room(actor=owner, room=lobby.pk, user="carol", kind="mute", reason="Loud", at=timezone.now())
    return who


def suspended_moderator(lobby: Room) -> User:
    who = User.objects.create_user("carol", is_moderator=True)
    root = User.objects.create_user("root", is_superuser=True)
    sanction_everywhere(actor=root.pk, user="carol", kind="mute", reason="Overzealous", at=timezone.now())
    return who


REFUSED: dict[str, Callable[[Room], User]] = {
    "a member": member,
    "a moderator of another room": moderator_elsewhere,
    "a muted moderator": muted_moderator,
    "a suspended moderator of the site": suspended_moderator,
}
