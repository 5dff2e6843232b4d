"""Making rooms and changing them."""

import pytest
from django.test import Client

from chat.models import Membership, Room, User

pytestmark = pytest.mark.django_db(transaction=True)

ROOM = {"name": "Lobby", "topic": "Say hello", "visibility": "public", "slow_mode_s": "0"}


def test_a_new_room_belongs_to_the_one_who_made_it(as_bob: Client, bob: User) -> None:
    answer = as_bob.post("/rooms/new/", {"name": "Attic", "topic": "", "visibility": "private"})
    assert answer["Location"] == "/rooms/attic/"
    room = Room.objects.get()
    assert (room.name, room.visibility) == ("Attic", "private")
    assert Membership.objects.get().role == Membership.Role.OWNER


def test_a_room_needs_a_name(as_bob: Client) -> None:
    page = as_bob.post("/rooms/new/", {"name": " ", "visibility": "public"}).content.decode()
    assert "This field is required." in page
    assert not Room.objects.exists()


def test_a_guest_signs_in_first(client: Client) -> None:
    assert client.get("/rooms/new/")["Location"] == "/accounts/login/?next=/rooms/new/"


def test_its_owner_changes_a_room(as_alice: Client, lobby: Room) -> None:
    changed = {**ROOM, "name": "Hall", "visibility": "private", "slow_mode_s": "30", "archived": "on"}
    assert as_alice.post("/rooms/lobby/settings/", changed).status_code == 302
    lobby.refresh_from_db()
    assert (lobby.name, lobby.visibility, lobby.slow_mode_s, lobby.archived) == ("Hall", "private", 30, True)


def test_settings_show_what_the_room_is_like(as_alice: Client, lobby: Room) -> None:
    Room.objects.filter(pk=lobby.pk).update(slow_mode_s=45, topic="Bring tea")
    page = as_alice.get("/rooms/lobby/settings/").content.decode()
    assert 'value="Bring tea"' in page
    assert "45 seconds" in page


def test_others_find_no_settings(as_bob: Client, lobby: Room) -> None:
    assert as_bob.get("/rooms/lobby/settings/").status_code == 403
    assert as_bob.post("/rooms/lobby/settings/", {**ROOM, "name": "Hall"}).status_code == 403
    lobby.refresh_from_db()
    assert lobby.name == "Lobby"


def test_a_name_that_the_domain_refuses_is_explained(as_bob: Client) -> None:
    page = as_bob.post("/rooms/new/", {"name": "\u200b", "visibility": "public"}).content.decode()
    assert "name:" in page
    assert not Room.objects.exists()
