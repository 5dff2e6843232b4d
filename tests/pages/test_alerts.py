"""The bell is on every page of a member; the list and the wishes work as plain forms."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from chat.actions import likes
from chat.models import Message, Room, User
from notifications.inbox import preferences, snapshots

pytestmark = pytest.mark.django_db(transaction=True)

Say = Callable[[User, str], Message]


@pytest.fixture
def liked(say: Say, alice: User, bob: User, join: Callable[[User], None]) -> Message:
    """A message of Alice's that Bob likes."""
    join(bob)
    message = say(alice, "who brings the <tea>?")
    likes.like_message(actor=bob.pk, message=message.pk, at=timezone.now())
    return message


@pytest.mark.parametrize("path", ["/", "/rooms/lobby/", "/notifications/", "/rooms/new/", "/accounts/email/"])
def test_a_member_has_a_bell_on_every_page(path: str, as_alice: Client, lobby: Room) -> None:
    assert "<alert-bell" in as_alice.get(path).content.decode()


def test_a_guest_has_none(client: Client, lobby: Room) -> None:
    assert "<alert-bell" not in client.get("/rooms/lobby/").content.decode()
    assert client.get("/notifications/").headers["Location"].startswith("/accounts/login/")


def test_the_list_says_what_happened_and_leads_there(as_alice: Client, liked: Message) -> None:
    page = as_alice.get("/notifications/").content.decode()
    assert "Bob liked your message in Lobby" in page
    assert "who brings the &lt;tea&gt;?" in page
    assert f'href="/rooms/lobby/?at={liked.pk}"' in page
    assert 'data-grade="dot"' in page


def test_nobody_sees_what_others_were_told(as_bob: Client, liked: Message) -> None:
    assert "liked your message" not in as_bob.get("/notifications/").content.decode()


def test_marking_all_as_read_reads_what_the_page_showed(as_alice: Client, alice: User, liked: Message) -> None:
    position = snapshots.bell(alice.pk)["position"]
    assert as_alice.post("/notifications/read/", {"position": position - 1}).status_code == 302
    assert snapshots.bell(alice.pk)["unread"] == 1
    as_alice.post("/notifications/read/", {"position": position})
    assert snapshots.bell(alice.pk)["unread"] == 0


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "²"])
def test_an_odd_place_in_the_list_shows_some_of_it(before: str, as_alice: Client, liked: Message) -> None:
    assert as_alice.get("/notifications/", {"before": before}).status_code == 200


def test_half_of_the_quiet_hours_is_refused_in_words(as_alice: Client, alice: User) -> None:
    page = as_alice.post("/notifications/preferences/", {"quiet_from": "22:00"}).content.decode()
    assert "Say when the quiet hours begin and when they end." in page
    assert preferences.show(alice.pk, timezone.now())["quiet_from"] is None


def test_a_pause_begins_and_ends(as_alice: Client, alice: User) -> None:
    as_alice.post("/notifications/preferences/", {"pause": "60"})
    assert preferences.show(alice.pk, timezone.now())["quiet"]
    as_alice.post("/notifications/preferences/", {"pause": ""})
    assert preferences.show(alice.pk, timezone.now())["quiet"]
    as_alice.post("/notifications/preferences/", {"pause": "0"})
    assert not preferences.show(alice.pk, timezone.now())["quiet"]


def test_a_rooms_level_is_chosen_in_its_menu(as_alice: Client, alice: User, lobby: Room) -> None:
    as_alice.post("/rooms/lobby/level/", {"level": "all"})
    assert preferences.show(alice.pk, timezone.now())["places"] == {lobby.stream: "all"}
    as_alice.post("/rooms/lobby/level/", {"level": "loud"})
    assert preferences.show(alice.pk, timezone.now())["places"] == {lobby.stream: "all"}


def test_a_room_that_one_may_not_know_has_no_level(as_bob: Client, cellar: Room) -> None:
    assert as_bob.post("/rooms/cellar/level/", {"level": "all"}).status_code == 404


def test_the_service_worker_rules_the_whole_site(client: Client) -> None:
    answer = client.get("/service-worker.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert b"notificationclick" in answer.content
