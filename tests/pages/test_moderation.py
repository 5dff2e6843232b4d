"""The panel: who gets in, what stands there, and what the forms decide."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chat.actions.messages import edit_message, remove_message
from chat.actions.reports import report_message, update_report
from chat.actions.sanctions import sanction_in_room
from chat.models import Message, Report, Room, Sanction, User
from tests.pages.conftest import Say, signed_in
from tests.pages.moderation import REFUSED, as_eve, as_mona, eve, mona, report, said

__all__ = ["as_eve", "as_mona", "eve", "mona", "report", "said"]

pytestmark = pytest.mark.django_db(transaction=True)

PANEL = "/moderation/"
SETTLE = {"act": "remove", "note": "Advertising."}


def page(client: Client, path: str = PANEL) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def paths(report: Report) -> list[str]:
    """Every page of the panel, with what concerns that report's room."""
    room = report.message.room_id
    queries = [f"?room={room}", f"reports/{report.pk}/", f"sanctions/?room={room}", f"audit/?room={room}"]
    return [PANEL + path for path in (*queries, "search/?q=bob", "people/bob/", "words/")]


def forms(report: Report) -> list[tuple[str, dict[str, str]]]:
    """Every form of the panel."""
    return [
        (f"{PANEL}reports/{report.pk}/", SETTLE),
        (f"{PANEL}reports/{report.pk}/hold/", {"do": "taken"}),
        (f"{PANEL}bulk/", {"message": str(report.message_id), "do": "settle", **SETTLE}),
        (f"{PANEL}people/bob/", {"kind": "ban", "where": "site", "minutes": "", "note": "No."}),
        (f"{PANEL}words/", {"words": "newt", "act": "block"}),
    ]


@pytest.mark.parametrize("role", REFUSED)
def test_who_may_not_sees_nothing_and_changes_nothing(role: str, report: Report, lobby: Room) -> None:
    mallory = signed_in(REFUSED[role](lobby))
    for path in paths(report):
        answer = mallory.get(path)
        assert answer.status_code == 403, path
        assert b"newts" not in answer.content
    for path, data in forms(report):
        answer = mallory.post(path, data, follow=True)
        assert answer.status_code == 403 or b"You may not do that." in answer.content, path
    assert Report.objects.get().state == "new"
    assert not Sanction.objects.exclude(person__username="carol").exists()


def test_a_guest_signs_in_first(client: Client, report: Report) -> None:
    for path in [PANEL, *paths(report)]:
        assert client.get(path)["Location"].startswith("/accounts/login/")
    for path, data in forms(report):
        assert client.post(path, data)["Location"].startswith("/accounts/login/")


def test_the_header_leads_those_who_may(as_mona: Client, as_alice: Client, as_bob: Client, report: Report) -> None:
    for moderator in (as_mona, as_alice):
        front = page(moderator, "/")
        assert 'href="/moderation/"' in front
        assert "New reports: 1" in front
    assert 'href="/moderation/"' not in page(as_bob, "/")


def test_reports_of_one_message_stand_together(
    as_mona: Client, report: Report, said: Message, lobby: Room, say: Say, alice: User
) -> None:
    carol = User.objects.create_user("carol", name="Carol")
    report_message(actor=carol.pk, message=said.pk, reason="hate", at=timezone.now())
    queue = page(as_mona)
    assert queue.count(f'data-message="{said.pk}"') == 1
    for text in ("buy &lt;b&gt;newts&lt;/b&gt;", "Alice", "again &amp; again", "Carol", "Hate"):
        assert text in queue


def test_the_filters_choose(as_mona: Client, report: Report, lobby: Room, cellar: Room) -> None:
    row = f'data-message="{report.message_id}"'
    for query in ("", "?state=new", f"?room={lobby.pk}", "?kind=spam", "?state=all", "?state=odd&room=x&kind=-"):
        assert row in page(as_mona, PANEL + query), query
    for query in ("?state=decided", f"?room={cellar.pk}", "?kind=hate", "?kind=automatic", "?before=1"):
        assert row not in page(as_mona, PANEL + query), query


def test_a_rooms_moderator_sees_what_concerns_the_room(
    as_alice: Client, alice: User, bob: User, report: Report, cellar: Room, lobby: Room
) -> None:
    # The cellar is alice's too, and the first by name.
    assert "buy" not in page(as_alice)
    assert "buy" in page(as_alice, f"{PANEL}?room={lobby.pk}")
    assert "buy" in page(as_alice, f"{PANEL}reports/{report.pk}/")
    assert "the whole site" not in page(as_alice, f"{PANEL}reports/{report.pk}/")
    for path in ("search/", "words/", "people/bob/"):
        assert as_alice.get(PANEL + path).status_code == 403
    answer = as_alice.post(f"{PANEL}reports/{report.pk}/", SETTLE)
    assert answer.status_code == 302
    assert Report.objects.get().decided_by == alice


@pytest.mark.parametrize("path", ["reports/99/", "reports/0/", "people/nobody/", f"reports/{'9' * 19}/", "nothing/"])
def test_what_is_not_there_is_not_found(path: str, as_mona: Client) -> None:
    assert as_mona.get(PANEL + path).status_code == 404


def test_a_report_shows_what_was_said_then(as_mona: Client, bob: User, report: Report, said: Message) -> None:
    edit_message(actor=bob.pk, message=said.pk, body="sell toads", at=timezone.now())
    shown = page(as_mona, f"{PANEL}reports/{report.pk}/")
    assert "buy &lt;b&gt;newts&lt;/b&gt;" in shown
    assert "It was edited." in shown
    assert "sell toads" in shown
    remove_message(actor=bob.pk, message=said.pk, at=timezone.now())
    shown = page(as_mona, f"{PANEL}reports/{report.pk}/")
    assert "buy &lt;b&gt;newts&lt;/b&gt;" in shown
    assert "has been removed since" in shown
    assert "sell toads" in shown


def test_what_was_removed_unchanged_is_shown_once(as_mona: Client, bob: User, report: Report, said: Message) -> None:
    remove_message(actor=bob.pk, message=said.pk, at=timezone.now())
    assert page(as_mona, f"{PANEL}reports/{report.pk}/").count("buy &lt;b&gt;newts&lt;/b&gt;") == 1


def test_moments_are_shown_by_the_readers_clock(as_mona: Client, alice: User, report: Report, lobby: Room) -> None:
    muted: Any = {"kind": "mute", "minutes": 60, "reason": "Spam"}
    sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", at=timezone.now(), **muted)
    until = Sanction.objects.get().until
    assert until
    for path in ("sanctions/?state=standing", "people/bob/", "audit/"):
        shown = page(as_mona, PANEL + path)
        assert "chat/local-times.js" in shown
        assert re.search(rf'<time datetime="{until:%Y-%m-%dT%H:%M:%S}[^"]*" data-local>', shown), path


def test_a_decision_removes_and_sanctions_in_one_step(
    as_mona: Client, bob: User, report: Report, said: Message, join: Callable[[User], None]
) -> None:
    join(bob)
    data = {**SETTLE, "note": "", "sentence": "This threatens somebody.", "kind": "mute", "where": "room"}
    answer = as_mona.post(f"{PANEL}reports/{report.pk}/", {**data, "minutes": "1440"}, follow=True)
    assert "Decided." in answer.content.decode()
    said.refresh_from_db()
    assert said.removed_at
    sanction = Sanction.objects.get()
    assert (sanction.person, sanction.kind, sanction.reason) == (bob, "mute", "This threatens somebody.")
    assert sanction.until
    assert (sanction.until - sanction.created_at).total_seconds() == 24 * 3600
    assert Report.objects.get().decision == "sanctioned"
    decided = page(as_mona, f"{PANEL}reports/{report.pk}/")
    assert "<b>Mona</b>: the author was sanctioned" in decided
    assert decided.count("This threatens somebody.") == 2
    assert "What is done" not in decided


def test_a_ban_from_the_site_and_a_kick(
    as_mona: Client, bob: User, report: Report, join: Callable[[User], None]
) -> None:
    join(bob)
    ban = {**SETTLE, "kind": "ban", "where": "site", "minutes": ""}
    as_mona.post(f"{PANEL}reports/{report.pk}/", ban)
    assert Sanction.objects.filter(room=None, kind="ban", until=None, person=bob).exists()


def test_what_makes_no_sense_is_explained(as_mona: Client, report: Report) -> None:
    path = f"{PANEL}reports/{report.pk}/"
    for data, why in [
        ({"act": "dismiss", "kind": "ban", "where": "room", "minutes": ""}, "Nobody is sanctioned for nothing"),
        ({"act": "warn"}, "say why"),
        ({"act": "remove", "note": "x", "kind": "timeout", "where": "room", "minutes": ""}, "needs an end"),
        ({"note": "No."}, "This field is required."),
    ]:
        assert why in as_mona.post(path, data).content.decode(), data
    assert Report.objects.get().state == "new"


def test_of_two_moderators_one_wins_and_the_other_is_told_kindly(
    as_mona: Client, as_eve: Client, eve: User, report: Report
) -> None:
    path = f"{PANEL}reports/{report.pk}/"
    assert page(as_mona, path)
    as_eve.post(path, {"act": "dismiss"})
    answer = as_mona.post(path, SETTLE)
    assert answer.status_code == 409
    assert "Eve has decided this already." in answer.content.decode()
    assert Report.objects.get().decision == "dismissed"
    assert Report.objects.get().message.removed_at is None


def test_reports_are_taken_and_given_back(as_mona: Client, as_eve: Client, mona: User, report: Report) -> None:
    hold = f"{PANEL}reports/{report.pk}/hold/"
    as_mona.post(hold, {"do": "taken"})
    assert "Mona is looking at it" in page(as_eve)
    assert "Mona is looking at this already." in as_eve.post(hold, {"do": "taken"}, follow=True).content.decode()
    as_mona.post(hold, {"do": "new"})
    assert Report.objects.get().state == "new"


def test_many_are_decided_at_once(
    as_mona: Client, alice: User, bob: User, eve: User, report: Report, said: Message, say: Say
) -> None:
    other = say(bob, "more newts")
    taken = report_message(actor=alice.pk, message=other.pk, reason="spam", at=timezone.now()).report
    update_report(actor=eve.pk, report=taken.pk, state="taken", at=timezone.now())
    chosen = [str(said.pk), str(other.pk), "x", "9" * 40]
    answer = as_mona.post(f"{PANEL}bulk/", {"message": chosen, "do": "settle", **SETTLE}, follow=True)
    told = answer.content.decode()
    assert "1 done." in told
    assert "Eve is looking at this already." in told
    assert [one.state for one in Report.objects.order_by("pk")] == ["decided", "taken"]
    as_mona.post(f"{PANEL}bulk/", {"message": str(other.pk), "do": "new", "next": "https://elsewhere.example/"})
    assert Report.objects.get(pk=taken.pk).state == "new"


def test_nothing_chosen_or_nothing_said_is_noted(as_mona: Client, report: Report) -> None:
    for data, why in [
        ({"do": "settle", **SETTLE}, "Choose something first."),
        ({"do": "settle", "message": str(report.message_id)}, "Say what is done."),
    ]:
        assert why in as_mona.post(f"{PANEL}bulk/", data, follow=True).content.decode()
    answer = as_mona.post(f"{PANEL}bulk/", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == PANEL
