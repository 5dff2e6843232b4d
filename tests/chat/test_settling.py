"""Everything that was reported of a message is decided in one step, or nothing of it is."""

from datetime import datetime
from typing import Any

import pytest

from chat.actions.reports import OtherHands, report_message, update_report
from chat.actions.sanctions import NeedsMinutes
from chat.actions.settling import NeedsNote, settle_message
from chat.models import Message, Report, Room, Sanction, User
from chat.refusals import Forbidden, NotFound
from notifications.inbox.models import Alert
from notifications.streams.models import Event
from tests.chat.conftest import Say, person

MUTE: Any = {"kind": "mute", "minutes": 60}


@pytest.fixture
def reported(alice: User, bob: User, carol: User, lobby: Room, say: Say, now: datetime) -> Message:
    """A message of bob's, reported by alice and carol."""
    message = say(bob, lobby, "buy newts")
    for who in (alice, carol):
        report_message(actor=who.pk, message=message.pk, reason="spam", at=now)
    return message


def told(who: User) -> list[str]:
    """What their alerts of decisions say."""
    return [alert.data.get("what", "") for alert in Alert.objects.filter(recipient=who, kind="moderation")]


def test_one_step_decides_all_reports_removes_and_sanctions(
    reported: Message, alice: User, bob: User, carol: User, mona: User, now: datetime
) -> None:
    done: Any = {"decision": "sanctioned", "note": "Advertising.", "remove": True, "sanction": MUTE}
    settled = settle_message(actor=mona.pk, message=reported.pk, at=now, **done)
    assert [(one.state, one.decided_by, one.decision_note) for one in Report.objects.all()] == [
        ("decided", mona, "Advertising.")
    ] * 2
    assert settled.message.removed_at == now
    assert settled.sanction == Sanction.objects.get(person=bob, kind="mute", reason="Advertising.")
    assert settled.sanction.report == settled.reports[0]
    assert (told(alice), told(carol), told(bob)) == (["reported"], ["reported"], ["mute"])
    again = settle_message(actor=mona.pk, message=reported.pk, at=now, **done)
    assert again.sanction == settled.sanction
    assert Sanction.objects.count() == 1


def test_the_author_is_told_what_happened_to_their_message(
    reported: Message, bob: User, mona: User, now: datetime
) -> None:
    settle_message(actor=mona.pk, message=reported.pk, decision="removed", remove=True, at=now)
    assert told(bob) == ["removed"]


def test_who_is_warned_is_told_why_and_who_did_nothing_wrong_nothing(
    reported: Message, alice: User, bob: User, mona: User, now: datetime
) -> None:
    with pytest.raises(NeedsNote):
        settle_message(actor=mona.pk, message=reported.pk, decision="warned", at=now)
    settle_message(actor=mona.pk, message=reported.pk, decision="dismissed", at=now)
    assert (told(alice), told(bob)) == (["reported"], [])
    reported.refresh_from_db()
    assert reported.removed_at is None


def test_what_cannot_be_done_whole_is_not_done_at_all(
    reported: Message, mona: User, lobby: Room, now: datetime
) -> None:
    events = Event.objects.count()
    endless: Any = {"kind": "timeout"}
    with pytest.raises(NeedsMinutes):
        settle_message(
            actor=mona.pk, message=reported.pk, decision="sanctioned", note="No.", remove=True, sanction=endless, at=now
        )
    assert set(Report.objects.values_list("state", flat=True)) == {"new"}
    assert Message.objects.standing().filter(pk=reported.pk).exists()
    assert Event.objects.count() == events


def test_a_moderator_who_was_faster_is_named(reported: Message, mona: User, now: datetime) -> None:
    eve = person("eve", is_moderator=True)
    update_report(actor=eve.pk, report=Report.objects.latest("pk").pk, state="taken", at=now)
    with pytest.raises(OtherHands, match="Eve is looking"):
        settle_message(actor=mona.pk, message=reported.pk, decision="dismissed", at=now)
    assert not Report.objects.filter(state="decided").exists()
    settle_message(actor=eve.pk, message=reported.pk, decision="dismissed", at=now)
    with pytest.raises(OtherHands, match="Eve has decided"):
        settle_message(actor=mona.pk, message=reported.pk, decision="dismissed", at=now)


def test_what_nobody_reported_or_who_may_not_decides_nothing(
    reported: Message, alice: User, bob: User, carol: User, mona: User, lobby: Room, say: Say, now: datetime
) -> None:
    with pytest.raises(NotFound):
        settle_message(actor=mona.pk, message=say(alice, lobby).pk, decision="dismissed", at=now)
    for who in (bob, carol):
        with pytest.raises(Forbidden):
            settle_message(actor=who.pk, message=reported.pk, decision="dismissed", at=now)
    ban: Any = {"decision": "sanctioned", "note": "No.", "sanction": {"kind": "ban", "everywhere": True}}
    with pytest.raises(Forbidden):
        settle_message(actor=alice.pk, message=reported.pk, at=now, **ban)
    assert not Report.objects.filter(state="decided").exists()
