"""Reports, the evidence that is kept with them, and who decides."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from chat import records
from chat.actions.messages import Gone, edit_message, purge_message, remove_message, restore_message
from chat.actions.reports import NeedsDecision, OtherHands, report_message, update_report
from chat.actions.sweeping import sweep_room
from chat.models import Evidence, Message, Report, Room, User
from chat.refusals import Forbidden, Removed
from notifications.streams.models import Event
from tests.chat.conftest import Say, person
from tests.chat.tables import tables_that_hold

SECRET = "zanzibar-4711"


def test_a_report_keeps_what_was_said_and_around_it(
    alice: User, bob: User, mona: User, lobby: Room, say: Say, now: datetime
) -> None:
    before, message, after = say(alice, lobby, "before"), say(bob, lobby, SECRET), say(alice, lobby, "after")
    report = report_message(actor=alice.pk, message=message.pk, reason="spam", note="again", at=now).report
    assert not report_message(actor=alice.pk, message=message.pk, reason="spam", at=now).created
    edit_message(actor=bob.pk, message=message.pk, body="harmless", at=now)
    remove_message(actor=bob.pk, message=message.pk, at=now)
    shown = records.report(mona.pk, report.pk)
    assert [(one["message"], one["body"]) for one in shown["evidence"]] == [
        (before.pk, "before"),
        (message.pk, SECRET),
        (after.pk, "after"),
    ]
    assert (shown["message"]["body"], shown["original"]) == ("", "harmless")
    with pytest.raises(Forbidden):
        records.report(bob.pk, report.pk)
    with pytest.raises(Removed):
        report_message(actor=mona.pk, message=message.pk, reason="spam", at=now)


def test_removed_words_are_evidence_and_nowhere_else(
    alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    message, beside = say(bob, lobby, SECRET), say(alice, lobby, "beside")
    report_message(actor=bob.pk, message=beside.pk, reason="spam", at=now)
    assert "chat_message" in tables_that_hold(SECRET)
    remove_message(actor=alice.pk, message=message.pk, at=now, reason="Spam")
    assert tables_that_hold(SECRET) == {"chat_evidence"}
    restore_message(actor=alice.pk, message=message.pk, at=now)
    assert Message.objects.get(pk=message.pk).body == SECRET
    purge_message(actor=alice.pk, message=message.pk, at=now)
    assert tables_that_hold(SECRET) == set()
    with pytest.raises(Gone):
        restore_message(actor=alice.pk, message=message.pk, at=now)


def test_evidence_is_kept_for_days_and_then_gone(alice: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(bob, lobby, SECRET)
    remove_message(actor=bob.pk, message=message.pk, at=now - timedelta(days=31))
    call_command("purge_evidence", stdout=(out := StringIO()))
    assert out.getvalue() == "1 texts purged\n"
    assert tables_that_hold(SECRET) == set()


def test_the_author_restores_only_what_they_removed(
    alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    own, other = say(bob, lobby, "one"), say(bob, lobby, "two")
    remove_message(actor=bob.pk, message=own.pk, at=now)
    remove_message(actor=alice.pk, message=other.pk, at=now)
    assert restore_message(actor=bob.pk, message=own.pk, at=now).body == "one"
    with pytest.raises(Forbidden):
        restore_message(actor=bob.pk, message=other.pk, at=now)


def test_of_two_moderators_one_wins_and_the_other_is_told(
    alice: User, bob: User, mona: User, lobby: Room, say: Say, now: datetime
) -> None:
    report = report_message(actor=alice.pk, message=say(bob, lobby).pk, reason="spam", at=now).report
    eve = person("eve", is_moderator=True)
    with pytest.raises(NeedsDecision):
        update_report(actor=mona.pk, report=report.pk, state="decided", at=now)
    update_report(actor=mona.pk, report=report.pk, state="taken", at=now)
    with pytest.raises(OtherHands, match="Mona"):
        update_report(actor=eve.pk, report=report.pk, state="decided", decision="removed", at=now)
    update_report(actor=eve.pk, report=report.pk, state="new", at=now)
    update_report(actor=eve.pk, report=report.pk, state="decided", decision="removed", at=now)
    update_report(actor=eve.pk, report=report.pk, state="decided", decision="removed", at=now)
    with pytest.raises(OtherHands, match="Eve has decided"):
        update_report(actor=mona.pk, report=report.pk, state="decided", decision="dismissed", at=now)
    assert Report.objects.get().decided_by == eve
    told = Event.objects.filter(stream=f"user-{alice.pk}", type="notification.created")
    assert "removed" in told.get().data


def test_several_members_are_heard_at_once(alice: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(bob, lobby)
    for name in ("ann", "ben", "cat", "dan"):
        report_message(actor=person(name).pk, message=message.pk, reason="spam", at=now)
    assert Report.objects.filter(reporter=None, reason="several").count() == 1
    assert Report.objects.count() == 5


def test_nobody_reports_or_judges_themselves(bob: User, alice: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(alice, lobby)
    with pytest.raises(Forbidden):
        report_message(actor=alice.pk, message=message.pk, reason="spam", at=now)
    report = report_message(actor=bob.pk, message=message.pk, reason="spam", at=now).report
    with pytest.raises(Forbidden):
        update_report(actor=alice.pk, report=report.pk, state="taken", at=now)


def test_the_last_hour_of_a_person_goes_at_once(alice: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    old = say(bob, lobby, "old", at=now - timedelta(hours=2))
    said = [say(bob, lobby, f"new {number}") for number in range(3)]
    mine = say(alice, lobby)
    swept = sweep_room(actor=alice.pk, room=lobby.pk, user="bob", at=now + timedelta(minutes=1), reason="Spam")
    assert sorted(swept.messages) == [message.pk for message in said]
    assert set(Message.objects.standing().values_list("pk", flat=True)) == {old.pk, mine.pk}
    assert Evidence.objects.count() == 3
