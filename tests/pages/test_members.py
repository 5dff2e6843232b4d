"""Joining, leaving, inviting, roles, taking out."""

from collections.abc import Callable

import pytest
from django.test import Client

from chat.models import Membership, Room, User

pytestmark = pytest.mark.django_db(transaction=True)

Join = Callable[[User], None]


def role(room: Room, person: User) -> str | None:
    return Membership.objects.filter(room=room, user=person).values_list("role", flat=True).first()


def test_one_joins_and_leaves(as_bob: Client, bob: User, lobby: Room) -> None:
    assert as_bob.post("/rooms/lobby/join/")["Location"] == "/rooms/lobby/"
    assert role(lobby, bob) == "member"
    assert as_bob.post("/rooms/lobby/leave/")["Location"] == "/"
    assert role(lobby, bob) is None


def test_the_last_owner_stays(as_alice: Client, alice: User, bob: User, lobby: Room, join: Join) -> None:
    join(bob)
    page = as_alice.post("/rooms/lobby/leave/", follow=True).content.decode()
    assert "Make somebody else an owner first." in page
    assert role(lobby, alice) == "owner"


def test_somebody_is_invited_by_their_username(as_alice: Client, bob: User, cellar: Room) -> None:
    page = as_alice.post("/rooms/cellar/members/", {"user": "@BOB"}, follow=True).content.decode()
    assert "bob belongs to the room now." in page
    assert role(cellar, bob) == "member"


def test_nobody_of_that_name_is_explained(as_alice: Client, cellar: Room) -> None:
    page = as_alice.post("/rooms/cellar/members/", {"user": "mallory"}).content.decode()
    assert "Nobody here has that username." in page


def test_a_plain_member_cannot_invite_into_a_private_room(as_bob: Client, alice: User, bob: User, cellar: Room) -> None:
    Membership.objects.create(room=cellar, user=bob)
    User.objects.create_user("carol")
    assert "Invite somebody" not in as_bob.get("/rooms/cellar/members/").content.decode()
    page = as_bob.post("/rooms/cellar/members/", {"user": "carol"}).content.decode()
    assert "You may not do that." in page or not Membership.objects.filter(user__username="carol").exists()


def test_an_owner_gives_a_role(as_alice: Client, bob: User, lobby: Room, join: Join) -> None:
    join(bob)
    as_alice.post("/rooms/lobby/members/bob/role/", {"role": "moderator"})
    assert role(lobby, bob) == "moderator"
    as_alice.post("/rooms/lobby/members/bob/role/", {"role": "emperor"})
    assert role(lobby, bob) == "moderator"


def test_a_plain_member_gives_no_role(as_bob: Client, bob: User, lobby: Room, join: Join) -> None:
    join(bob)
    page = as_bob.post("/rooms/lobby/members/bob/role/", {"role": "owner"}, follow=True).content.decode()
    assert "You may not do that." in page
    assert role(lobby, bob) == "member"


def test_a_member_is_taken_out(as_alice: Client, bob: User, lobby: Room, join: Join) -> None:
    join(bob)
    page = as_alice.post("/rooms/lobby/members/bob/kick/", follow=True).content.decode()
    assert "bob does not belong to the room any more." in page
    assert role(lobby, bob) is None


def test_only_a_form_changes_anything(as_bob: Client, bob: User, lobby: Room) -> None:
    for path in ("join", "leave", "members/bob/role", "members/bob/kick"):
        assert as_bob.get(f"/rooms/lobby/{path}/").status_code == 405
