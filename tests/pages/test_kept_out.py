"""A sanctioned person reads why and until when, wherever they turn, and answers once."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chat.actions.appeals import answer_appeal
from chat.actions.blocks import block_person
from chat.actions.pins import pin_message
from chat.actions.sanctions import sanction_everywhere, sanction_in_room
from chat.models import Appeal, Room, Sanction, User
from tests.pages.conftest import Say, signed_in
from tests.pages.test_room import embedded

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mona() -> User:
    return User.objects.create_user("mona", password="demo", name="Mona", is_moderator=True)


def sanction(by: User, room: Room | None, kind: str, minutes: int | None = 10) -> Sanction:
    how: Any = {"actor": by.pk, "user": "bob", "kind": kind, "minutes": minutes, "reason": "Shouting"}
    how["at"] = timezone.now()
    return (sanction_in_room(room=room.pk, **how) if room else sanction_everywhere(**how)).sanction


def test_who_is_muted_reads_why_instead_of_a_form(as_bob: Client, bob: User, alice: User, lobby: Room) -> None:
    mute = sanction(alice, lobby, "mute")
    page = as_bob.get("/rooms/lobby/").content.decode()
    assert "You are muted. Reason: Shouting" in page
    assert f'href="/sanctions/{mute.pk}/"' in page
    assert "<textarea" not in page.split("<chat-composer")[1].split("</chat-composer>")[0]


@pytest.mark.parametrize("kind", ["timeout", "ban"])
def test_a_room_that_is_closed_to_somebody_says_why(
    as_bob: Client, bob: User, alice: User, lobby: Room, kind: str
) -> None:
    held = sanction(alice, lobby, kind)
    for answer in (as_bob.get("/rooms/lobby/"), as_bob.post("/rooms/lobby/join/"), as_bob.post("/rooms/lobby/")):
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "Reason: Shouting" in page
        assert "data-until=" in page
        assert f"/sanctions/{held.pk}/" in page


def test_an_answer_is_given_once_and_what_came_of_it_is_shown(
    as_bob: Client, bob: User, alice: User, mona: User, lobby: Room
) -> None:
    address = f"/sanctions/{sanction(alice, lobby, 'ban').pk}/"
    assert "You may answer once." in as_bob.get(address).content.decode()
    assert as_bob.post(address, {"text": "I\nwhispered."}).status_code == 302
    assert Appeal.objects.get().text == "I whispered."
    assert "Another moderator will decide." in as_bob.get(address).content.decode()
    as_bob.post(address, {"text": "Really!"})
    assert Appeal.objects.get().text == "I whispered."
    held, now = Sanction.objects.get().pk, timezone.now()
    answer_appeal(actor=mona.pk, sanction=held, granted=True, answer="So it was", at=now)
    page = as_bob.get(address).content.decode()
    assert "lifted this" in page
    assert "So it was" in page


def test_a_kick_is_explained_and_leads_back(as_bob: Client, bob: User, alice: User, lobby: Room) -> None:
    as_bob.post("/rooms/lobby/join/")
    kick = sanction(alice, lobby, "kick", None)
    page = as_bob.get(f"/sanctions/{kick.pk}/").content.decode()
    assert "You were taken out of Lobby. Reason: Shouting" in page
    assert 'href="/rooms/lobby/"' in page
    assert "You may answer once." not in page


def test_the_sanction_of_somebody_else_is_not_there(
    as_alice: Client, client: Client, bob: User, alice: User, lobby: Room
) -> None:
    address = f"/sanctions/{sanction(alice, lobby, 'mute').pk}/"
    assert as_alice.get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_a_session_that_is_worth_nothing_leads_to_the_reason(as_bob: Client, bob: User, mona: User) -> None:
    assert as_bob.get("/kept-out/").status_code == 404
    sanction(mona, None, "ban")
    answer = as_bob.get("/kept-out/", follow=True)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "You were banned from the whole site. Reason: Shouting" in page
    assert "You may answer once." in page


def test_a_session_of_an_old_password_tells_nothing(as_bob: Client, bob: User, mona: User) -> None:
    sanction(mona, None, "ban")
    bob.set_password("something else entirely")
    bob.save()
    assert as_bob.get("/kept-out/").status_code == 404


def test_dialogs_are_for_those_who_may(as_bob: Client, as_alice: Client, client: Client, lobby: Room) -> None:
    guest, member, owner = (one.get("/rooms/lobby/").content.decode() for one in (client, as_bob, as_alice))
    for what in ('id="report-dialog"', 'data-deed="block"'):
        assert [what in page for page in (guest, member, owner)] == [False, True, True], what
    for what in ('id="sanction-dialog"', 'data-deed="ban"', 'data-room-deed="lock"'):
        assert [what in page for page in (guest, member, owner)] == [False, False, True], what
    assert 'name="everywhere"' not in owner


def test_the_page_knows_pins_blocks_and_the_last_word(
    as_bob: Client, bob: User, alice: User, lobby: Room, say: Say
) -> None:
    message = say(alice, "read this first")
    say(bob, "I did")
    pin_message(actor=alice.pk, message=message.pk, at=timezone.now())
    block_person(actor=bob.pk, user="alice", at=timezone.now())
    answer = as_bob.get("/rooms/lobby/")
    page = embedded(answer.content)
    assert [pin["id"] for pin in page["pinned"]] == [message.pk]
    assert page["blocked"] == [alice.pk]
    assert page["last_said_at"] is None
    assert "data-blocked" in answer.content.decode()
    Room.objects.update(slow_mode_s=30)
    assert embedded(as_bob.get("/rooms/lobby/").content)["last_said_at"]
    assert embedded(signed_in(alice).get("/rooms/lobby/").content)["blocked"] == []
