"""The stage on a room's page: how one sees it, who sets it, and what the page may load for it."""

import re

import pytest
from django.test import Client

from chat.models import Room, User

pytestmark = pytest.mark.django_db(transaction=True)

PICTURE = "https://example.org/a;b.png"


def view(page: bytes) -> str:
    found = re.search(rb'class="room" data-view="(\w+)"', page)
    assert found
    return found[1].decode()


def policy(client: Client) -> dict[str, list[str]]:
    header = re.sub(r" 'nonce-[^']*'", "", client.get("/rooms/lobby/")["Content-Security-Policy"])
    return {name: sources for name, *sources in (part.split() for part in header.split(";"))}


def put(client: Client, kind: str, url: str = "") -> None:
    assert client.post("/rooms/lobby/stage/", {"kind": kind, "url": url}).status_code == 302


def test_a_room_is_a_list_until_it_has_a_stage(client: Client, as_alice: Client, lobby: Room) -> None:
    assert view(client.get("/rooms/lobby/").content) == "list"
    put(as_alice, "wall")
    assert view(client.get("/rooms/lobby/").content) == "both"


def test_the_address_says_how_one_sees_it_and_else_what_one_chose_last(client: Client, lobby: Room) -> None:
    assert view(client.get("/rooms/lobby/?view=stage").content) == "stage"
    client.cookies["view"] = "both"
    assert view(client.get("/rooms/lobby/").content) == "both"
    assert view(client.get("/rooms/lobby/?view=list").content) == "list"
    for wrong in ("", "all", "x" * 100):
        client.cookies["view"] = wrong
        assert view(client.get("/rooms/lobby/", {"view": wrong}).content) == "list"


def test_moderators_set_the_stage(as_alice: Client, lobby: Room) -> None:
    put(as_alice, "picture", f" {PICTURE} ")
    assert Room.objects.get().stage_url == PICTURE
    page = as_alice.get("/rooms/lobby/stage/").content.decode()
    assert f'value="{PICTURE}"' in page
    put(as_alice, "clock", PICTURE)
    assert (Room.objects.get().stage_kind, Room.objects.get().stage_url) == ("clock", "")


@pytest.mark.parametrize("url", ["", "javascript:alert(1)"])
def test_what_is_no_address_is_explained(as_alice: Client, lobby: Room, url: str) -> None:
    answer = as_alice.post("/rooms/lobby/stage/", {"kind": "video", "url": url})
    assert "This is not the address of a picture or a video" in answer.content.decode()
    assert not Room.objects.get().has_stage


def test_nobody_else_sets_it(client: Client, as_bob: Client, bob: User, lobby: Room) -> None:
    assert as_bob.post("/rooms/lobby/stage/", {"kind": "wall"}).status_code == 403
    assert client.post("/rooms/lobby/stage/", {"kind": "wall"}).status_code == 302
    assert "/stage/" not in as_bob.get("/rooms/lobby/").content.decode()
    assert not Room.objects.get().has_stage


def test_the_page_may_load_what_stands_on_its_stage_and_no_more(as_alice: Client, client: Client, lobby: Room) -> None:
    before = policy(client)
    put(as_alice, "picture", PICTURE)
    assert policy(client) == before | {"img-src": [*before["img-src"], "https://example.org/a%3Bb.png"]}
    put(as_alice, "video", PICTURE)
    assert policy(client) == before | {"media-src": [*before["media-src"], "https://example.org/a%3Bb.png"]}
    put(as_alice, "wall")
    assert policy(client) == before
    assert client.get("/")["Content-Security-Policy"].count("example.org") == 0


@pytest.mark.parametrize("page", ["settings", "webhooks", "members", "stage"])
def test_whoever_sets_it_finds_it_beside_the_rooms_other_pages(page: str, as_alice: Client, lobby: Room) -> None:
    tabs = as_alice.get(f"/rooms/lobby/{page}/").content.decode().partition('class="tabs"')[2].partition("</nav>")[0]
    assert re.findall(r'href="/rooms/lobby/(\w+)/"', tabs) == ["settings", "stage", "webhooks", "members"]


def test_whoever_does_not_does_not(as_bob: Client, lobby: Room) -> None:
    assert 'href="/rooms/lobby/stage/"' not in as_bob.get("/rooms/lobby/members/").content.decode()
