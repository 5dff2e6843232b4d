"""Changing a message, taking it away, liking it: by whom, and what is told of it."""

from datetime import datetime, timedelta

import pytest

from chat import snapshots
from chat.actions.likes import like_message, unlike_message
from chat.actions.members import leave_room
from chat.actions.messages import edit_message, remove_message
from chat.actions.rooms import update_room
from chat.models import Evidence, Like, Mention, Message, Room, User
from chat.refusals import Forbidden, NotFound, Removed
from notifications.streams import log
from tests.chat.conftest import Say
from tests.chat.page import events, types


def test_an_author_edits(bob: User, carol: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(bob, lobby, "hi @alice")
    later = now + timedelta(minutes=1)
    edited = edit_message(actor=bob.pk, message=message.pk, body="hi @carol, *really*", at=later)
    message.refresh_from_db()
    assert message.body == edited.body == "hi @carol, *really*"
    assert "<em>" in message.html
    assert message.edited_at == later
    assert Mention.objects.get().user == carol
    event = events(lobby.stream)[-1]
    assert event["type"] == "message.edited"
    assert event["data"]["message"]["body"] == message.body
    assert event["data"]["message"]["position"] == message.position


def test_saying_the_same_again_tells_nothing(bob: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(bob, lobby, "same")
    head = log.head(lobby.stream)
    assert edit_message(actor=bob.pk, message=message.pk, body="same", at=now).edited_at is None
    assert log.head(lobby.stream) == head


def test_nobody_else_edits(alice: User, mona: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(bob, lobby)
    for other in (alice, mona):
        with pytest.raises(Forbidden):
            edit_message(actor=other.pk, message=message.pk, body="x", at=now)


def test_who_may_not_speak_may_not_edit(alice: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(bob, lobby)
    update_room(actor=alice.pk, room=lobby.pk, locked=True, at=now)
    with pytest.raises(Forbidden):
        edit_message(actor=bob.pk, message=message.pk, body="x", at=now)


def test_a_removed_message_is_a_tombstone(bob: User, alice: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(bob, lobby, "secret one")
    like_message(actor=alice.pk, message=message.pk, at=now)
    edit_message(actor=bob.pk, message=message.pk, body="secret two", at=now)
    remove_message(actor=bob.pk, message=message.pk, at=now)
    told = events(lobby.stream)
    assert "secret" not in str(told)
    assert [event["type"] for event in told[-4:]] == ["redacted", "message.liked", "redacted", "message.removed"]
    tombstone = told[-1]["data"]["message"]
    assert (tombstone["body"], tombstone["html"], tombstone["likes"]) == ("", "", 1)
    assert tombstone["removed_at"]
    [shown] = snapshots.messages(alice.pk, lobby.pk, snapshots.Where())["messages"]
    assert shown == {**tombstone, "liked": True}
    assert Message.objects.get().body == ""
    assert Evidence.objects.get().body == "secret two"  # a wrong removal can be undone


def test_removing_twice_is_removing_once(bob: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(bob, lobby)
    first = remove_message(actor=bob.pk, message=message.pk, at=now)
    head = log.head(lobby.stream)
    again = remove_message(actor=bob.pk, message=message.pk, at=now + timedelta(minutes=1))
    assert again.removed_at == first.removed_at
    assert log.head(lobby.stream) == head


def test_moderators_remove_what_others_said(
    alice: User, bob: User, mona: User, mallory: User, lobby: Room, say: Say, now: datetime
) -> None:
    for moderator in (alice, mona):
        message = say(bob, lobby)
        with pytest.raises(Forbidden):
            remove_message(actor=mallory.pk, message=message.pk, at=now)
        assert remove_message(actor=moderator.pk, message=message.pk, at=now).removed_by == moderator


def test_a_moderator_of_the_site_does_not_see_into_private_rooms(
    bob: User, mona: User, den: Room, say: Say, now: datetime
) -> None:
    message = say(bob, den)
    with pytest.raises(NotFound):
        remove_message(actor=mona.pk, message=message.pk, at=now)


def test_what_was_said_can_be_taken_away_in_an_archived_room_too(
    alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    message = say(bob, lobby)
    update_room(actor=alice.pk, room=lobby.pk, archived=True, at=now)
    assert remove_message(actor=bob.pk, message=message.pk, at=now).removed_at


def test_nothing_more_is_done_with_a_removed_message(bob: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(bob, lobby)
    remove_message(actor=bob.pk, message=message.pk, at=now)
    with pytest.raises(Removed):
        edit_message(actor=bob.pk, message=message.pk, body="back", at=now)
    for verb in (like_message, unlike_message):
        with pytest.raises(Removed):
            verb(actor=bob.pk, message=message.pk, at=now)


def test_liking_twice_is_liking_once(alice: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(bob, lobby)
    head = log.head(lobby.stream)
    for _ in range(2):
        assert like_message(actor=alice.pk, message=message.pk, at=now).likes == 1
    assert like_message(actor=bob.pk, message=message.pk, at=now).likes == 2
    for _ in range(2):
        assert unlike_message(actor=alice.pk, message=message.pk, at=now).likes == 1
    assert types(lobby.stream, head) == ["message.liked", "message.liked", "message.unliked"]
    assert [event["data"]["likes"] for event in events(lobby.stream, head)] == [1, 2, 1]
    assert Like.objects.get().user == bob


def test_a_like_says_who_gave_it(alice: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(bob, lobby)
    like_message(actor=alice.pk, message=message.pk, at=now)
    assert events(lobby.stream)[-1]["data"] == {
        "message": message.pk,
        "likes": 1,
        "by": {"id": alice.pk, "username": "alice", "name": "Alice"},
    }


def test_strangers_may_like_in_public_rooms_only(
    mallory: User, bob: User, lobby: Room, den: Room, say: Say, now: datetime
) -> None:
    assert like_message(actor=mallory.pk, message=say(bob, lobby).pk, at=now).likes == 1
    with pytest.raises(NotFound):
        like_message(actor=mallory.pk, message=say(bob, den).pk, at=now)


def test_who_left_a_private_room_cannot_reach_its_messages(bob: User, den: Room, say: Say, now: datetime) -> None:
    message = say(bob, den)
    leave_room(actor=bob.pk, room=den.pk, at=now)
    for act in (like_message, unlike_message, remove_message):
        with pytest.raises(NotFound):
            act(actor=bob.pk, message=message.pk, at=now)


def test_nobody_likes_in_an_archived_room(alice: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(alice, lobby)
    update_room(actor=alice.pk, room=lobby.pk, archived=True, at=now)
    with pytest.raises(Forbidden):
        like_message(actor=alice.pk, message=message.pk, at=now)
