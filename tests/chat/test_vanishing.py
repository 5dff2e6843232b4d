"""Removed words are evidence and nowhere else, purged ones are nowhere: in no table, in no replay from any cursor."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from chat.actions.likes import like_message
from chat.actions.members import join_room
from chat.actions.messages import edit_message, purge_message, remove_message, restore_message
from chat.actions.pins import pin_message
from chat.actions.reports import report_message
from chat.actions.sweeping import sweep_room
from chat.actions.words import add_word
from chat.models import Message, Room, User
from notifications.inbox import snapshots
from notifications.inbox.commands import COMMANDS as INBOX
from notifications.inbox.models import PushSubscription
from notifications.inbox.rounds import Rounds
from notifications.inbox.telling import AT_ONCE_MAX
from notifications.streams import log
from notifications.streams.models import Stream
from tests.chat.conftest import Say, person
from tests.chat.tables import tables_that_hold
from tests.notifications.inbox.conftest import work

SECRET = "zanzibar-4711"


@pytest.fixture
def message(alice: User, bob: User, mona: User, lobby: Room, say: Say, now: datetime) -> Message:
    """What bob said, with everything that could copy it: named, answered, liked, pinned, reported, pushed, edited."""
    PushSubscription.objects.create(user=alice, endpoint="https://push.example.org/1", p256dh="x", auth="y")
    INBOX["preferences.update"].action(actor=alice.pk, at=now, keywords=["zanzibar"], places={lobby.stream: "all"})
    add_word(actor=mona.pk, word="newt", act="mask", at=now)
    said = say(bob, lobby, f"@alice, @room: {SECRET}, newt")
    edit_message(
        actor=bob.pk, message=said.pk, body=f"@alice, no: **{SECRET}**, newt, [a](https://example.org/{SECRET})", at=now
    )
    say(alice, lobby, "what do you mean?", reply_to=said.pk)
    like_message(actor=alice.pk, message=said.pk, at=now)
    pin_message(actor=alice.pk, message=said.pk, at=now)
    report_message(actor=alice.pk, message=said.pk, reason="spam", note="again", at=now)
    report_message(actor=bob.pk, message=say(alice, lobby, "beside").pk, reason="spam", at=now)
    return said


def by_their_author(message: Message, alice: User, now: datetime) -> None:
    remove_message(actor=message.author_id, message=message.pk, at=now)


def by_a_moderator(message: Message, alice: User, now: datetime) -> None:
    remove_message(actor=alice.pk, message=message.pk, at=now, reason="Spam")


def with_the_last_hour(message: Message, alice: User, now: datetime) -> None:
    sweep_room(actor=alice.pk, room=message.room_id, user="bob", at=now + timedelta(minutes=1))


def replays() -> list[str]:
    """What every stream says from every cursor."""
    return [
        entry.text
        for stream, head in Stream.objects.values_list("name", "head")
        for after in range(min(head, 100))
        for entry in log.read({stream: after}, 1_000).entries
    ]


@pytest.mark.parametrize("removed", [by_their_author, by_a_moderator, with_the_last_hour])
def test_what_was_removed_is_evidence_and_nowhere_else(
    message: Message, alice: User, now: datetime, removed: Callable[[Message, User, datetime], None]
) -> None:
    assert {"chat_message", "chat_evidence"} < tables_that_hold(SECRET)
    assert any(SECRET in text for text in replays())
    removed(message, alice, now)
    assert tables_that_hold(SECRET) == {"chat_evidence"}
    assert not any(SECRET in text for text in replays())


def test_what_was_restored_and_removed_again_is_as_gone(message: Message, alice: User, now: datetime) -> None:
    for _time in range(2):
        by_a_moderator(message, alice, now)
        restore_message(actor=alice.pk, message=message.pk, at=now)
    assert any(SECRET in text for text in replays())
    by_a_moderator(message, alice, now)
    assert tables_that_hold(SECRET) == {"chat_evidence"}
    assert not any(SECRET in text for text in replays())


def test_what_was_purged_is_nowhere(message: Message, alice: User, now: datetime) -> None:
    purge_message(actor=alice.pk, message=message.pk, at=now)
    assert tables_that_hold(SECRET) == set()
    assert not any(SECRET in text for text in replays())


def by_command(after: datetime) -> None:
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr("django.utils.timezone.now", lambda: after)
        call_command("purge_evidence")


def by_the_worker(after: datetime) -> None:
    for one in Rounds().rounds:
        one.do(after)


@pytest.mark.parametrize("purged", [by_command, by_the_worker])
def test_after_the_set_days_it_is_nowhere(
    message: Message, alice: User, now: datetime, purged: Callable[[datetime], None]
) -> None:
    by_a_moderator(message, alice, now)
    purged(now + timedelta(days=31))
    assert tables_that_hold(SECRET) == set()


def test_a_crowd_is_told_later_what_the_message_says_then(
    alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    for number in range(AT_ONCE_MAX + 1):
        join_room(actor=person(f"p{number}").pk, room=lobby.pk, at=now)
    said = say(alice, lobby, "@room: diner")
    edit_message(actor=alice.pk, message=said.pk, body="@room: dinner", at=now)
    work()
    assert snapshots.page(bob.pk)["notifications"][0]["excerpt"] == "@room: dinner"
    said = say(alice, lobby, f"@room: {SECRET}")
    assert tables_that_hold(SECRET) == {"chat_message", "notifications_event"}
    remove_message(actor=alice.pk, message=said.pk, at=now)
    work()
    assert tables_that_hold(SECRET) == {"chat_evidence"}
    assert snapshots.bell(bob.pk)["unread"] == 1
