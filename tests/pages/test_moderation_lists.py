"""The panel's other tabs: appeals, a person's record, search, words, the audit record."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

import chat
from chat import wording
from chat.actions.appeals import appeal_sanction
from chat.actions.posting import post_message
from chat.actions.sanctions import sanction_in_room
from chat.models import Appeal, AuditEntry, Report, Room, Sanction, User, WordRule
from notifications.streams.models import Presence
from tests.pages.conftest import Say
from tests.pages.moderation import as_eve, as_mona, eve, mona, report, said

__all__ = ["as_eve", "as_mona", "eve", "mona", "report", "said"]

pytestmark = pytest.mark.django_db(transaction=True)

PANEL = "/moderation/"


@pytest.fixture
def appealed(mona: User, bob: User, lobby: Room) -> Sanction:
    """Mona has muted bob, who has something to say about it."""
    mute: Any = {"user": "bob", "kind": "mute", "minutes": 60, "reason": "This threatens somebody."}
    sanction = sanction_in_room(actor=mona.pk, room=lobby.pk, at=timezone.now(), **mute).sanction
    return appeal_sanction(actor=bob.pk, sanction=sanction.pk, text="I was <quoting>.", at=timezone.now())


def page(client: Client, path: str) -> str:
    answer = client.get(PANEL + path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_another_moderator_answers_an_appeal(
    as_mona: Client, as_eve: Client, eve: User, report: Report, appealed: Sanction
) -> None:
    assert "I was &lt;quoting&gt;." in page(as_mona, "sanctions/")
    assert "this sanction is yours" in page(as_mona, "sanctions/")
    path = f"{PANEL}sanctions/{appealed.pk}/answer/"
    told = as_mona.post(path, {"do": "lift", "why": "Right."}, follow=True).content.decode()
    assert "this sanction is yours" in told
    assert Appeal.objects.get().state == "open"
    assert "Answered." in as_eve.post(path, {"do": "lift", "why": "Right."}, follow=True).content.decode()
    assert Sanction.objects.get().lifted_by == eve
    assert "quoting" not in page(as_eve, "sanctions/")
    assert "quoting" in page(as_eve, "sanctions/?state=over")


def test_a_sanction_stands_or_is_lifted(as_eve: Client, appealed: Sanction) -> None:
    as_eve.post(f"{PANEL}sanctions/{appealed.pk}/answer/", {"do": "keep", "why": "It was not a quotation."})
    assert Appeal.objects.get().state == "denied"
    assert "It was not a quotation." in page(as_eve, "sanctions/?state=standing")
    too_long = as_eve.post(f"{PANEL}sanctions/{appealed.pk}/lift/", {"why": "x" * 301}, follow=True)
    assert "That is too long." in too_long.content.decode()
    back = as_eve.post(f"{PANEL}sanctions/{appealed.pk}/lift/", {"next": f"{PANEL}people/bob/"})
    assert back["Location"] == f"{PANEL}people/bob/"
    assert Sanction.objects.get().lifted_at


def test_the_owner_of_a_room_sees_its_appeals(as_alice: Client, as_bob: Client, appealed: Sanction) -> None:
    assert "I was &lt;quoting&gt;." in page(as_alice, "sanctions/")
    assert as_bob.get(f"{PANEL}sanctions/").status_code == 403
    assert as_bob.post(f"{PANEL}sanctions/{appealed.pk}/lift/").status_code == 403


def test_a_record_says_everything_about_a_person(
    as_eve: Client, bob: User, report: Report, appealed: Sanction, lobby: Room
) -> None:
    since = timezone.now() - timedelta(minutes=7)
    for stream in (f"user-{bob.pk}", lobby.stream):
        Presence.objects.create(stream=stream, process="p", user=bob, since=since, seen_at=timezone.now())
    record = page(as_eve, "people/bob/")
    for text in (
        "@bob",
        "muted",
        "This threatens somebody.",
        "I was &lt;quoting&gt;.",
        "Spam",
        "connected",
        "open since",
    ):
        assert text in record, text
    assert 'href="/moderation/people/bob/"' not in page(as_eve, "people/alice/")
    assert f'href="/moderation/reports/{report.pk}/"' in page(as_eve, "people/alice/")


def test_a_person_is_sanctioned_from_their_record(as_mona: Client, bob: User, mona: User, report: Report) -> None:
    path = f"{PANEL}people/bob/"
    data = {"kind": "timeout", "where": "site", "minutes": "60"}
    assert "Say why." in as_mona.post(path, data).content.decode()
    assert "in it." not in as_mona.post(path, {**data, "note": "Enough."}, follow=True).content.decode()
    assert Sanction.objects.get(person=bob, room=None, kind="timeout").reason == "Enough."
    refused = as_mona.post(path, {**data, "kind": "kick", "note": "Enough."}).content.decode()
    assert "out of a room, not out of the site" in refused
    assert "Impose it" not in page(as_mona, "people/mona/")


def test_people_messages_and_acts_are_found(
    as_mona: Client, bob: User, alice: User, report: Report, appealed: Sanction, say: Say
) -> None:
    assert "@bob" in page(as_mona, "search/?q=BO")
    assert "Nothing found" in page(as_mona, "search/?q=zzz")
    assert "buy &lt;b&gt;newts&lt;/b&gt;" in page(as_mona, "search/?q=NEWTS&what=messages")
    assert "sanctioned in a room" in page(as_mona, "search/?q=mona&what=acts")
    assert page(as_mona, "search/?what=odd")


def test_messages_of_hidden_rooms_are_not_found(as_mona: Client, alice: User, cellar: Room) -> None:
    post_message(actor=alice.pk, room=cellar.pk, client_id=uuid4(), body="the treasure", at=timezone.now())
    assert "treasure</p>" not in page(as_mona, "search/?q=treasure&what=messages")


def test_words_are_listed_tried_and_dropped(as_mona: Client, lobby: Room) -> None:
    path = f"{PANEL}words/"
    words = {"words": "newt\n  two  words \nnewt\n", "act": "mask", "list": "animals"}
    assert "looks for it from now on" in as_mona.post(path, words, follow=True).content.decode()
    assert set(WordRule.objects.values_list("word", "act", "list_name")) == {
        ("newt", "mask", "animals"),
        ("two words", "mask", "animals"),
    }
    assert "a **** here" in page(as_mona, "words/?sentence=a+n3wt+here")
    assert "said as it is" in page(as_mona, "words/?sentence=a+toad")
    assert "two words" not in page(as_mona, "words/?q=newt&act=mask")
    assert "Nothing found" in page(as_mona, "words/?act=block")
    assert "cannot see this" in as_mona.post(path, {"words": "!!!", "act": "block"}).content.decode()
    as_mona.post(f"{PANEL}words/{WordRule.objects.get(word='newt').pk}/drop/")
    assert list(WordRule.objects.values_list("word", flat=True)) == ["two words"]
    assert "no such thing" in as_mona.post(f"{PANEL}words/999/drop/", follow=True).content.decode()


def test_a_listed_word_holds_from_the_next_message_on(as_mona: Client, as_bob: Client, lobby: Room) -> None:
    as_mona.post(f"{PANEL}words/", {"words": "newt", "act": "block"})
    form = {"client_id": "00000000-0000-4000-8000-000000000001", "body": "a newt"}
    assert as_bob.post("/rooms/lobby/", form).status_code != 302


def test_the_record_is_readable_and_filtered(as_eve: Client, appealed: Sanction, lobby: Room) -> None:
    record = page(as_eve, "audit/")
    for text in ("Mona", "sanctioned in a room", "This threatens somebody.", f"sanction-{appealed.pk}"):
        assert text in record, text
    today = f"{timezone.localdate():%Y-%m-%d}"
    for query in (
        "action=room.sanction",
        "actor=@MONA",
        "person=bob",
        f"room={lobby.pk}",
        f"since={today}&until={today}",
    ):
        assert f"sanction-{appealed.pk}" in page(as_eve, f"audit/?{query}"), query
    for query in ("action=word.add", "actor=eve", "person=mona", "until=2020-01-01"):
        assert f"sanction-{appealed.pk}" not in page(as_eve, f"audit/?{query}"), query
    assert page(as_eve, "audit/?since=odd&action=odd&room=odd")
    assert AuditEntry.objects.count() == 1


def test_the_export_is_of_what_is_shown(as_eve: Client, appealed: Sanction) -> None:
    assert "/api/v1/audit/export?actor=mona" in page(as_eve, "audit/?actor=mona")


def test_chinese_moderators_read_chinese(as_eve: Client, appealed: Sanction) -> None:
    as_eve.cookies["django_language"] = "zh-hans"
    assert "这是对他人的威胁。" in page(as_eve, "sanctions/")
    record = page(as_eve, "audit/")
    for text in ("在房间内处罚", "这是对他人的威胁。", str(timezone.localdate().year)):
        assert text in record
    assert "kind" not in record.split('class="card entries"')[1]


def test_every_act_has_a_name() -> None:
    code = "\n".join(path.read_text() for path in (Path(chat.__file__).parent / "actions").glob("*.py"))
    recorded = re.findall(r'(?:record|record_message|_record)\([^()]*?"(\w+\.\w+)"', code)
    assert len(set(recorded)) > 15
    assert set(recorded) - wording.acts().keys() == set()
