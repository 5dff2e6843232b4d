"""A room's page shows one moment of it, and posts without JavaScript."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from chat.models import Message, Room, User
from notifications.streams import log
from tests.pages.conftest import Say

pytestmark = pytest.mark.django_db(transaction=True)


def embedded(content: bytes) -> Any:
    match = re.search(rb'<script id="page" type="application/json">(.*?)</script>', content)
    assert match
    return json.loads(match[1])


def test_a_guest_reads_a_public_room(client: Client, alice: User, lobby: Room, say: Say) -> None:
    say(alice, "good **morning**")
    page = client.get("/rooms/lobby/").content.decode()
    assert "good <strong>morning</strong>" in page
    assert "You are reading as a guest." in page
    assert "<textarea" not in page


def test_a_room_that_one_may_not_see_is_not_there(client: Client, as_bob: Client, cellar: Room) -> None:
    for visitor in (client, as_bob):
        assert visitor.get("/rooms/cellar/").status_code == 404
    assert client.get("/rooms/attic/").status_code == 404


def test_the_embedded_page_reflects_one_position(as_alice: Client, alice: User, lobby: Room, say: Say) -> None:
    message = say(alice, "hello")
    page = embedded(as_alice.get("/rooms/lobby/").content)
    assert page["position"] == log.head(lobby.stream)
    assert page["cursor"] == log.cursor([lobby.stream, f"user-{alice.pk}"])
    assert [shown["id"] for shown in page["messages"]] == [message.pk]
    assert page["messages"][0]["liked"] is False
    assert page["me"] == {"id": alice.pk, "username": "alice", "name": "Alice"}
    assert [member["user"]["username"] for member in page["members"]] == ["alice"]
    assert page["may"] == {
        "post": True, "like": True, "report": True, "moderate": True, "moderate_site": False,
        "invite": True, "manage": True, "join": False,
    }  # fmt: skip


def test_a_guest_may_do_nothing(client: Client, lobby: Room) -> None:
    page = embedded(client.get("/rooms/lobby/").content)
    assert page["me"] is None
    assert not any(page["may"].values())


def test_a_message_is_posted_by_a_form(as_bob: Client, bob: User, lobby: Room) -> None:
    form = {"client_id": str(uuid4()), "body": "hello"}
    for _ in range(2):
        answer = as_bob.post("/rooms/lobby/", form)
        assert answer.status_code == 302
        assert answer["Location"] == "/rooms/lobby/"
    message = Message.objects.get()
    assert (message.author, message.body) == (bob, "hello")


def test_what_was_refused_is_explained_and_kept(as_bob: Client, lobby: Room) -> None:
    answer = as_bob.post("/rooms/lobby/", {"client_id": str(uuid4()), "body": "x" * 10_001})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "at most 10,000 characters" in page or "at most 10000 characters" in page
    assert "x" * 10_001 in page
    assert not Message.objects.exists()


def test_a_guest_who_posts_is_asked_to_sign_in(client: Client, lobby: Room) -> None:
    answer = client.post("/rooms/lobby/", {"client_id": str(uuid4()), "body": "hello"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_permalink_shows_what_stands_around_a_message(client: Client, alice: User, lobby: Room, say: Say) -> None:
    said = [say(alice, f"message number {number}.") for number in range(60)]
    assert "message number 0." not in client.get("/rooms/lobby/").content.decode()
    content = client.get(f"/rooms/lobby/?at={said[0].pk}").content
    assert b"message number 0." in content
    assert embedded(content)["at"] == said[0].pk


def test_older_messages_are_a_link_away(client: Client, alice: User, lobby: Room, say: Say) -> None:
    said = [say(alice, f"message number {number}.") for number in range(60)]
    assert f'href="?before={said[10].pk}"' in client.get("/rooms/lobby/").content.decode()
    assert "message number 0." in client.get(f"/rooms/lobby/?before={said[10].pk}").content.decode()


@pytest.mark.parametrize("query", ["at=x", "at=-1", "before=1e9", f"at={9 * 10**30}", "at=%00", "at="])
def test_an_id_that_is_none_shows_the_newest(client: Client, lobby: Room, query: str) -> None:
    assert client.get(f"/rooms/lobby/?{query}").status_code == 200


def test_what_people_write_cannot_leave_the_embedded_page(client: Client, alice: User, lobby: Room, say: Say) -> None:
    say(alice, "</script><script>alert(1)</script>")
    content = client.get("/rooms/lobby/").content
    assert b"<script>alert" not in content
    assert embedded(content)["messages"][0]["body"] == "</script><script>alert(1)</script>"


def test_a_removed_message_says_nothing(client: Client, alice: User, lobby: Room, say: Say) -> None:
    from django.utils import timezone

    from chat.actions.messages import remove_message

    message = say(alice, "a secret")
    remove_message(actor=alice.pk, message=message.pk, at=timezone.now())
    page = client.get("/rooms/lobby/").content.decode()
    assert "a secret" not in page
    assert "This message was removed." in page


def test_no_element_has_a_style_of_its_own(client: Client, alice: User, lobby: Room, say: Say) -> None:
    say(alice, "hello")
    assert b" style=" not in client.get("/rooms/lobby/").content
