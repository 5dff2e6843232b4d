"""Sanctions hold at every door, end by themselves, and can be answered once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chat import policies, snapshots, tokens
from chat.actions.appeals import AnsweredAlready, AppealedAlready, OwnSanction, answer_appeal, appeal_sanction
from chat.actions.likes import like_message
from chat.actions.members import KeptOut, invite_member, join_room
from chat.actions.reports import report_message
from chat.actions.rooms import create_room
from chat.actions.sanctions import (
    NeedsMinutes,
    OnlyInRooms,
    OverAlready,
    lift_sanction,
    sanction_everywhere,
    sanction_in_room,
)
from chat.actions.tokens import issue_token
from chat.actions.typing import show_typing
from chat.models import AuditEntry, Membership, Room, Sanction, User
from chat.models.audit import WrittenInStone
from chat.refusals import Forbidden, NotFound, Sanctioned
from notifications.streams.models import Event
from notifications.streams.names import CONTROL
from tests.chat.conftest import PASSWORD, Say, person
from tests.chat.page import events

BAN: Any = {"kind": "ban", "reason": "Shouting"}
TIMEOUT: Any = {"kind": "timeout", "minutes": 10, "reason": "Shouting"}
MUTE: Any = {"kind": "mute", "minutes": 10, "reason": "Shouting"}
LATER = timedelta(minutes=11)


def revoked() -> list[Any]:
    return [event["data"] for event in events(CONTROL) if event["type"] == "revoked"]


@pytest.mark.parametrize("how", [BAN, TIMEOUT])
def test_who_is_kept_out_finds_every_door_closed(
    alice: User, bob: User, lobby: Room, say: Say, now: datetime, how: Any
) -> None:
    message = say(alice, lobby)
    sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", at=now, **how)
    assert {"person": bob.pk, "stream": lobby.stream} in revoked()
    assert policies.followable_rooms(bob.pk, [lobby.pk]) == set()
    assert lobby.pk not in [room["id"] for room in snapshots.rooms(bob.pk)]
    for door in (
        lambda: say(bob, lobby),
        lambda: like_message(actor=bob.pk, message=message.pk, at=now),
        lambda: join_room(actor=bob.pk, room=lobby.pk, at=now),
        lambda: show_typing(actor=bob.pk, room=lobby.pk),
        lambda: snapshots.room(bob.pk, lobby.pk),
        lambda: snapshots.messages(bob.pk, lobby.pk, snapshots.Where()),
    ):
        with pytest.raises(Sanctioned, match="Shouting"):
            door()


def test_nobody_invites_who_is_banned(alice: User, bob: User, lobby: Room, now: datetime) -> None:
    sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", at=now, **BAN)
    with pytest.raises(KeptOut):
        invite_member(actor=alice.pk, room=lobby.pk, user="bob", at=now)


def test_a_timeout_ends_by_itself_and_leaves_the_membership(
    alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    past = now - LATER
    sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", at=past, **TIMEOUT)
    assert policies.followable_rooms(bob.pk, [lobby.pk]) == {lobby.pk}
    assert say(bob, lobby).pk
    assert Membership.objects.filter(room=lobby, user=bob).exists()


def test_a_mute_says_how_long(alice: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", at=now, **MUTE)
    with pytest.raises(Sanctioned) as refused:
        say(bob, lobby, at=now + timedelta(minutes=4))
    assert (refused.value.code, refused.value.retry_after) == ("muted", 360)
    assert policies.followable_rooms(bob.pk, [lobby.pk]) == {lobby.pk}
    shown = snapshots.room(bob.pk, lobby.pk)["sanction"]
    assert (shown["kind"], shown["reason"]) == ("mute", "Shouting")
    assert say(bob, lobby, at=now + LATER).pk


def test_who_is_kicked_may_come_back(alice: User, bob: User, lobby: Room, now: datetime) -> None:
    sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", kind="kick", reason="Enough", at=now)
    assert not Membership.objects.filter(room=lobby, user=bob).exists()
    assert {"person": bob.pk, "stream": lobby.stream} in revoked()
    assert join_room(actor=bob.pk, room=lobby.pk, at=now).created


def test_nobody_sanctions_upwards_or_themselves(alice: User, bob: User, mona: User, lobby: Room, now: datetime) -> None:
    Membership.objects.filter(user=bob).update(role="moderator")
    for actor, user in (("bob", "alice"), ("bob", "bob"), ("bob", "mona"), ("mona", "alice")):
        with pytest.raises(Forbidden):
            sanction_in_room(actor=User.objects.get(username=actor).pk, room=lobby.pk, user=user, at=now, **BAN)
    with pytest.raises(Forbidden):
        sanction_in_room(actor=alice.pk, room=lobby.pk, user="mona", at=now, **BAN)
    with pytest.raises(Forbidden):
        sanction_everywhere(actor=mona.pk, user=person("other", is_moderator=True).username, at=now, **BAN)


def test_shapes_of_sanctions_are_checked(
    alice: User, bob: User, carol: User, mona: User, lobby: Room, now: datetime
) -> None:
    with pytest.raises(NeedsMinutes):
        sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", kind="timeout", reason="x", at=now)
    with pytest.raises(OnlyInRooms):
        sanction_everywhere(actor=mona.pk, user="bob", kind="kick", reason="x", at=now)
    with pytest.raises(NotFound):
        sanction_in_room(actor=alice.pk, room=lobby.pk, user="carol", kind="kick", reason="x", at=now)


def test_a_sanction_names_no_report_of_others_or_from_elsewhere(
    alice: User, bob: User, carol: User, mona: User, lobby: Room, say: Say, now: datetime
) -> None:
    report = report_message(actor=alice.pk, message=say(bob, lobby).pk, reason="spam", at=now).report.pk
    own = create_room(actor=carol.pk, name="Carol's", slug="carols", at=now)
    with pytest.raises(NotFound):
        sanction_in_room(actor=carol.pk, room=own.pk, user="bob", report=report, at=now, **MUTE)
    with pytest.raises(NotFound):
        sanction_everywhere(actor=mona.pk, user="carol", report=report, at=now, **MUTE)
    assert not Sanction.objects.exists()
    assert sanction_everywhere(actor=mona.pk, user="bob", report=report, at=now, **MUTE).sanction.report_id == report


def test_the_same_ban_twice_is_one(alice: User, bob: User, lobby: Room, now: datetime) -> None:
    first = sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", at=now, **BAN)
    again = sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", at=now, **BAN)
    assert (again.created, again.sanction.pk) == (False, first.sanction.pk)


def test_who_is_banned_from_the_site_is_nobody(
    bob: User, mona: User, lobby: Room, say: Say, now: datetime, client: Client
) -> None:
    token = issue_token(actor=bob.pk, at=now)
    client.force_login(bob)
    assert client.get(reverse("room_create")).status_code == 200
    assert tokens.find(token)
    sanction = sanction_everywhere(actor=mona.pk, user="bob", at=now, **BAN).sanction
    assert {"person": bob.pk} in revoked()
    assert tokens.find(token) is None
    assert client.get(reverse("room_create")).status_code == 302
    assert policies.followable_rooms(bob.pk, [lobby.pk]) == set()
    with pytest.raises(Sanctioned):
        say(bob, lobby)
    lift_sanction(actor=mona.pk, sanction=sanction.pk, at=now)
    assert tokens.find(token)
    assert say(bob, lobby).pk


def test_signing_in_shows_why_and_takes_one_answer(bob: User, mona: User, now: datetime) -> None:
    sanction_everywhere(actor=mona.pk, user="bob", at=now, **BAN)
    client = Client()
    answer = client.post(reverse("account_login"), {"login": "bob", "password": PASSWORD})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert (page.status_code, "Shouting" in page.content.decode()) == (403, True)
    wrong = client.post(reverse("account_login"), {"login": "bob", "password": "wrong"})
    assert "Shouting" not in wrong.content.decode()


def test_an_appeal_is_answered_by_another(alice: User, bob: User, mona: User, lobby: Room, now: datetime) -> None:
    sanction = sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", at=now, **BAN).sanction
    appeal_sanction(actor=bob.pk, sanction=sanction.pk, text="I whispered.", at=now)
    with pytest.raises(AppealedAlready):
        appeal_sanction(actor=bob.pk, sanction=sanction.pk, text="Really!", at=now)
    with pytest.raises(OwnSanction):
        answer_appeal(actor=alice.pk, sanction=sanction.pk, granted=False, at=now)
    with pytest.raises(Forbidden):
        answer_appeal(actor=bob.pk, sanction=sanction.pk, granted=True, at=now)
    answer_appeal(actor=mona.pk, sanction=sanction.pk, granted=True, answer="So it was.", at=now)
    assert policies.followable_rooms(bob.pk, [lobby.pk]) == {lobby.pk}
    eve = person("eve", is_moderator=True)
    with pytest.raises(AnsweredAlready, match="Mona"):
        answer_appeal(actor=eve.pk, sanction=sanction.pk, granted=False, at=now)


def test_what_is_over_cannot_be_lifted_or_answered(alice: User, bob: User, lobby: Room, now: datetime) -> None:
    sanction = sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", at=now, **MUTE).sanction
    with pytest.raises(OverAlready):
        lift_sanction(actor=alice.pk, sanction=sanction.pk, at=now + LATER)
    with pytest.raises(OverAlready):
        appeal_sanction(actor=bob.pk, sanction=sanction.pk, text="Late", at=now + LATER)


def test_every_act_is_on_record_for_good(alice: User, bob: User, lobby: Room, now: datetime) -> None:
    sanction = sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", at=now, **MUTE).sanction
    lift_sanction(actor=alice.pk, sanction=sanction.pk, at=now, reason="Enough")
    entries = list(AuditEntry.objects.order_by("pk"))
    assert [(one.action, one.actor, one.person, one.reason) for one in entries] == [
        ("room.sanction", alice, bob, "Shouting"),
        ("sanction.lift", alice, bob, "Enough"),
    ]
    for change in (
        entries[0].save,
        entries[0].delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(reason=""),
    ):
        with pytest.raises(WrittenInStone):
            change()


def test_the_sanctioned_person_reads_it_in_the_inbox(alice: User, bob: User, lobby: Room, now: datetime) -> None:
    sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", at=now, **BAN)
    told = Event.objects.filter(stream=f"user-{bob.pk}", type="notification.created").get()
    assert "Shouting" in told.data
    assert Sanction.objects.count() == 1
