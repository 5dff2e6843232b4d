"""The front page shows the rooms that one may enter."""

import pytest
from django.test import Client

from chat.models import Room

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_guest_sees_public_rooms_only(client: Client, lobby: Room, cellar: Room) -> None:
    page = client.get("/").content.decode()
    assert "Lobby" in page
    assert "Say hello" in page
    assert "Cellar" not in page


def test_a_member_sees_their_private_rooms(as_alice: Client, cellar: Room) -> None:
    assert "Cellar" in as_alice.get("/").content.decode()


def test_rooms_are_found_by_part_of_their_name_or_topic(client: Client, lobby: Room) -> None:
    assert "Lobby" in client.get("/?q=LOB").content.decode()
    assert "Lobby" in client.get("/?q=hello").content.decode()


def test_a_search_without_a_result_says_so(client: Client, lobby: Room) -> None:
    page = client.get("/?q=<attic>").content.decode()
    assert "No room by that name" in page
    assert "&lt;attic&gt;" in page


def test_an_archived_room_is_not_listed(client: Client, lobby: Room) -> None:
    Room.objects.filter(pk=lobby.pk).update(archived=True)
    assert "Lobby" not in client.get("/").content.decode()


def test_ones_own_archived_rooms_stand_apart_and_are_in_nobodys_way(
    as_alice: Client, lobby: Room, cellar: Room
) -> None:
    Room.objects.filter(pk=lobby.pk).update(archived=True)
    page = as_alice.get("/").content.decode()
    assert page.index("Cellar") < page.index("Archived rooms (1)") < page.index("Lobby")
    assert f'data-unread="{lobby.stream}"' not in page
    assert "Lobby" not in as_alice.get("/rooms/cellar/").content.decode()
    assert "Cellar" in as_alice.get("/rooms/lobby/").content.decode()


def test_guests_read_an_archived_room_and_are_not_asked_to_take_part(client: Client, lobby: Room) -> None:
    beside = f'href="/rooms/{lobby.slug}/"'
    assert "Sign in to take part" in client.get("/rooms/lobby/").content.decode()
    Room.objects.filter(pk=lobby.pk).update(archived=True)
    page = client.get("/rooms/lobby/").content.decode()
    assert "This room is archived." in page
    assert "Sign in to take part" not in page
    assert page.count(beside) == 1


def test_the_page_speaks_chinese(client: Client, lobby: Room) -> None:
    page = client.get("/", headers={"Accept-Language": "zh-CN"}).content.decode()
    assert 'lang="zh-hans"' in page
    assert "公开房间" in page
