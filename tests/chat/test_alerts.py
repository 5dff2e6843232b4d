"""What the chat tells people in their inbox: whom, once, and never what they may not see."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.audience import audience
from chat.actions.blocks import block_person
from chat.actions.likes import like_message, unlike_message
from chat.actions.members import invite_member, join_room, leave_room, mark_read, remove_member
from chat.actions.messages import edit_message, remove_message
from chat.actions.posting import Posted
from chat.actions.rooms import update_room
from chat.actions.sanctions import sanction_in_room
from chat.models import Membership, Room, User
from notifications.inbox import due, preferences, reading, rounds, snapshots
from notifications.inbox.models import Alert, Cause
from notifications.streams import log
from notifications.streams.models import Event, Presence
from notifications.streams.names import user_stream
from tests.chat.conftest import Say
from tests.chat.page import types
from tests.notifications.inbox.conftest import work
from tests.notifications.inbox.page import InboxPage

Post = Callable[..., Posted]


def told(user: User) -> list[tuple[str, int, str]]:
    """Kind, count and sentence of what a person was told, the newest first."""
    return [(one["kind"], one["count"], one["text"]) for one in snapshots.page(user.pk)["notifications"]]


def numbers(user: User) -> tuple[int, int]:
    bell = snapshots.bell(user.pk)
    return bell["unread"], bell["addressed"]


def follow_closely(user: User, room: Room, now: datetime, level: str = "all") -> None:
    preferences.update(actor=user.pk, places={room.stream: level}, at=now)


def test_an_author_is_told_who_likes_the_message(
    alice: User, bob: User, carol: User, lobby: Room, say: Say, now: datetime
) -> None:
    message = say(alice, lobby, "I grow *beans*")
    like_message(actor=bob.pk, message=message.pk, at=now)
    like_message(actor=carol.pk, message=message.pk, at=now)
    like_message(actor=carol.pk, message=message.pk, at=now)
    [alert] = snapshots.page(alice.pk)["notifications"]
    assert alert["text"] == "Carol and Bob liked your message in Lobby"
    assert (alert["room"], alert["message"], alert["excerpt"]) == (lobby.pk, message.pk, "I grow *beans*")
    assert alert["url"] == f"/rooms/lobby/?at={message.pk}"
    assert numbers(alice) == (1, 0)
    assert types(user_stream(alice.pk))[-2:] == ["notification.created", "notification.updated"]


def test_a_like_that_is_taken_back_is_not_told_any_more(
    alice: User, bob: User, carol: User, lobby: Room, say: Say, now: datetime
) -> None:
    message = say(alice, lobby)
    for liker in (bob, carol):
        like_message(actor=liker.pk, message=message.pk, at=now)
    unlike_message(actor=carol.pk, message=message.pk, at=now)
    assert told(alice) == [("like", 1, "Bob liked your message in Lobby")]
    unlike_message(actor=bob.pk, message=message.pk, at=now)
    assert told(alice) == []
    assert types(user_stream(alice.pk))[-1] == "notification.retracted"
    assert not Cause.objects.exists()


def test_the_inbox_catches_up_through_likes_a_ban_and_a_removal(
    alice: User, bob: User, carol: User, mona: User, lobby: Room, say: Say, now: datetime
) -> None:
    message = say(alice, lobby)
    page = InboxPage(alice)
    ban: Any = {"kind": "ban", "reason": "no"}
    deeds: list[Callable[[], object]] = [
        *(partial(like_message, actor=liker.pk, message=message.pk, at=now) for liker in (bob, carol, mona)),
        partial(unlike_message, actor=carol.pk, message=message.pk, at=now),
        partial(sanction_in_room, actor=alice.pk, room=lobby.pk, user="bob", at=now, **ban),
        partial(remove_message, actor=alice.pk, message=message.pk, at=now),
    ]
    for deed in deeds:
        deed()
        page.catch_up()
        assert page.shown() == InboxPage(alice).shown()
    assert told(alice) == []


def test_nobody_is_told_of_their_own_deeds(alice: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(alice, lobby, "@alice talks to herself")
    say(alice, lobby, "and answers", reply_to=message.pk)
    like_message(actor=alice.pk, message=message.pk, at=now)
    assert not Alert.objects.exists()


def test_a_mention_is_addressed_and_tells_of_the_message(alice: User, bob: User, lobby: Room, say: Say) -> None:
    message = say(bob, lobby, "Hi @Alice, and once more @alice")
    [alert] = snapshots.page(alice.pk)["notifications"]
    assert (alert["kind"], alert["count"], alert["text"]) == ("mention", 1, "Bob mentioned you in Lobby")
    assert (alert["message"], alert["url"]) == (message.pk, f"/rooms/lobby/?at={message.pk}")
    assert alert["addressed"]
    assert numbers(alice) == (1, 1)


def test_one_message_tells_a_person_once(alice: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    hers = say(alice, lobby)
    follow_closely(alice, lobby, now)
    preferences.update(actor=alice.pk, keywords=["beans"], at=now)
    say(bob, lobby, "@alice look: beans!", reply_to=hers.pk)
    assert [kind for kind, _, _ in told(alice)] == ["mention"]


def test_replies_to_one_message_are_one_alert(alice: User, bob: User, carol: User, lobby: Room, say: Say) -> None:
    hers = say(alice, lobby)
    say(bob, lobby, "first", reply_to=hers.pk)
    last = say(carol, lobby, "second", reply_to=hers.pk)
    [alert] = snapshots.page(alice.pk)["notifications"]
    assert (alert["kind"], alert["count"], alert["text"]) == ("reply", 2, "Carol and Bob replied to you in Lobby")
    assert (alert["message"], alert["excerpt"]) == (last.pk, "second")


def test_an_edit_tells_those_who_are_named_now_and_takes_it_back_from_the_others(
    alice: User, bob: User, carol: User, lobby: Room, say: Say, now: datetime
) -> None:
    message = say(bob, lobby, "hello @alice")
    edit_message(actor=bob.pk, message=message.pk, body="hello @carol", at=now)
    assert told(alice) == []
    assert told(carol) == [("mention", 1, "Bob mentioned you in Lobby")]
    page = InboxPage(carol)
    edit_message(actor=bob.pk, message=message.pk, body="hello @carol, I said", at=now)
    [alert] = snapshots.page(carol.pk)["notifications"]
    assert (alert["count"], alert["excerpt"]) == (1, "hello @carol, I said")
    page.catch_up()
    assert page.shown() == InboxPage(carol).shown()


def test_what_a_removed_message_said_is_told_to_nobody_any_more(
    alice: User, bob: User, carol: User, lobby: Room, say: Say, now: datetime
) -> None:
    hers = say(alice, lobby)
    message = say(bob, lobby, "my secret, @alice", reply_to=hers.pk)
    say(carol, lobby, "me too", reply_to=hers.pk)
    like_message(actor=carol.pk, message=message.pk, at=now)
    remove_message(actor=bob.pk, message=message.pk, at=now)
    assert told(alice) == [("reply", 1, "Carol replied to you in Lobby")]
    assert told(bob) == []
    for user in (alice, bob):
        assert "secret" not in "".join(entry.text for entry in log.read({user_stream(user.pk): 0}, 100).entries)


def test_a_stranger_hears_nothing_of_a_private_room(
    alice: User, bob: User, mallory: User, den: Room, say: Say, now: datetime
) -> None:
    preferences.update(actor=mallory.pk, keywords=["secret"], at=now)
    message = say(bob, den, "a secret for @mallory")
    assert told(mallory) == []
    assert numbers(mallory) == (0, 0)
    assert types(user_stream(mallory.pk)) == []
    edit_message(actor=bob.pk, message=message.pk, body="another secret, @mallory", at=now)
    assert types(user_stream(mallory.pk)) == []


@pytest.mark.parametrize("how", ["leave", "kick", "ban"])
def test_whoever_loses_a_private_room_loses_what_they_were_told_of_it(
    alice: User, bob: User, den: Room, lobby: Room, say: Say, now: datetime, how: str
) -> None:
    say(alice, den, "between us, @bob")
    say(alice, lobby, "for all, @bob")
    match how:
        case "leave":
            leave_room(actor=bob.pk, room=den.pk, at=now)
        case "kick":
            remove_member(actor=alice.pk, room=den.pk, user="bob", at=now)
        case _:
            sanction_in_room(actor=alice.pk, room=den.pk, user="bob", kind="ban", reason="no", at=now)
    assert told(bob)[-1] == ("mention", 1, "Alice mentioned you in Lobby")
    assert den.stream not in [one["place"] for one in snapshots.page(bob.pk)["notifications"]]
    assert "between us" not in "".join(entry.text for entry in log.read({user_stream(bob.pk): 0}, 100).entries)


def test_who_leaves_a_public_room_keeps_what_they_were_told(
    alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    say(alice, lobby, "hi @bob")
    leave_room(actor=bob.pk, room=lobby.pk, at=now)
    assert len(told(bob)) == 1


def test_strangers_lose_what_they_were_told_when_a_room_turns_private(
    alice: User, bob: User, carol: User, lobby: Room, say: Say, now: datetime
) -> None:
    say(alice, lobby, "hi @bob and @carol")
    update_room(actor=alice.pk, room=lobby.pk, visibility="private", at=now)
    assert (len(told(bob)), len(told(carol))) == (1, 0)


def test_an_author_who_was_taken_out_hears_of_no_more_likes(
    alice: User, bob: User, den: Room, say: Say, now: datetime
) -> None:
    message = say(bob, den)
    remove_member(actor=alice.pk, room=den.pk, user="bob", at=now)
    like_message(actor=alice.pk, message=message.pk, at=now)
    assert told(bob) == []


def test_who_follows_a_room_closely_hears_of_every_message(
    alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    follow_closely(alice, lobby, now)
    say(bob, lobby, "one")
    say(bob, lobby, "two")
    assert told(alice) == [("message", 2, "2 new messages in Lobby")]
    assert numbers(alice) == (1, 0)


def test_who_wants_nothing_of_a_room_hears_nothing(
    alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    follow_closely(alice, lobby, now, "nothing")
    message = say(alice, lobby)
    like_message(actor=bob.pk, message=message.pk, at=now)
    say(bob, lobby, "@alice", reply_to=message.pk)
    assert told(alice) == []


def test_a_kind_can_be_switched_off(alice: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    preferences.update(actor=alice.pk, kinds={"like": {"bell": False}}, at=now)
    message = say(alice, lobby)
    like_message(actor=bob.pk, message=message.pk, at=now)
    say(bob, lobby, "hi @alice")
    assert [kind for kind, _, _ in told(alice)] == ["mention"]


@pytest.mark.parametrize(
    ("body", "heard"),
    [("Beans!", True), ("the BEANS are", True), ("beansprouts", False), ("豆子熟了", True), ("nothing", False)],
)
def test_keywords_call_a_member(
    alice: User, bob: User, carol: User, lobby: Room, say: Say, now: datetime, body: str, *, heard: bool
) -> None:
    for user in (alice, carol):
        preferences.update(actor=user.pk, keywords=["beans", "豆子"], at=now)
    say(bob, lobby, body)
    assert [kind for kind, _, _ in told(alice)] == ["mention"] * heard
    assert told(carol) == []


def test_an_invitation_is_told(alice: User, bob: User, carol: User, den: Room, now: datetime) -> None:
    invite_member(actor=alice.pk, room=den.pk, user="carol", at=now)
    assert told(carol) == [("invitation", 1, "Alice invited you to Den")]
    assert snapshots.page(carol.pk)["notifications"][0]["url"] == "/rooms/den/"


def test_nobody_hears_of_whom_they_blocked(alice: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    block_person(actor=alice.pk, user="bob", at=now)
    message = say(alice, lobby)
    like_message(actor=bob.pk, message=message.pk, at=now)
    say(bob, lobby, "@alice", reply_to=message.pk)
    assert told(alice) == []


def test_reading_the_room_reads_the_alerts_about_it(
    alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    mine = say(alice, lobby)
    like_message(actor=bob.pk, message=mine.pk, at=now)
    first = say(bob, lobby, "@alice")
    say(bob, lobby, "@alice, later")
    mark_read(actor=alice.pk, room=lobby.pk, position=first.position, at=now)
    assert [one["read"] for one in snapshots.page(alice.pk)["notifications"]] == [False, True, True]


def test_room_calls_all_members_and_here_those_who_are_there(
    alice: User, bob: User, carol: User, lobby: Room, say: Say, now: datetime
) -> None:
    join_room(actor=carol.pk, room=lobby.pk, at=now)
    Presence.objects.create(stream=lobby.stream, process="p", user=carol, seen_at=now)
    message = say(alice, lobby, "@here: soup")
    assert (told(bob), told(carol)) == ([], [("mention", 1, "Alice called everybody in Lobby")])
    assert 'data-username="here"' in message.html
    say(alice, lobby, "@room: bread")
    assert len(told(bob)) == 1
    say(bob, lobby, "@room: I may not")
    assert told(alice) == []


def test_the_composer_can_ask_whom_a_message_would_reach(
    alice: User, bob: User, mallory: User, den: Room, now: datetime
) -> None:
    answer = audience(actor=alice.pk, room=den.pk, body="@room and @mallory and @nobody")
    assert answer == {
        "reach": 1,
        "calls": ["room"],
        "may_call": True,
        "cannot_see": [{"id": mallory.pk, "username": "mallory", "name": "Mallory"}],
    }


def test_a_batch_in_which_nobody_is_named_takes_no_more_statements(
    alice: User, bob: User, lobby: Room, post: Post
) -> None:
    def statements(body: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            post(bob, lobby, body)
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    assert statements("nobody") <= 14


def crowd(number: int, room: Room) -> list[User]:
    people = User.objects.bulk_create([User(username=f"p{n}", password="!") for n in range(number)])
    Membership.objects.bulk_create([Membership(room=room, user=one) for one in people])
    return people


def test_a_thousand_likes_are_one_alert_and_a_handful_of_events(
    alice: User, lobby: Room, say: Say, now: datetime
) -> None:
    message = say(alice, lobby)
    stream = user_stream(alice.pk)
    before = log.head(stream)
    page = InboxPage(alice)
    for number, liker in enumerate(crowd(1000, lobby)):
        at = now + timedelta(milliseconds=60 * number)
        like_message(actor=liker.pk, message=message.pk, at=at)
        if number % 16 == 0:
            due.announce_due(at=at)
    due.announce_due(at=now + timedelta(seconds=80))
    assert due.announce_due(at=now + timedelta(seconds=200)) == 0
    [alert] = snapshots.page(alice.pk)["notifications"]
    assert (alert["count"], alert["people"]) == (1000, 1000)
    assert alert["text"] == "p999, p998 and 998 others liked your message in Lobby"
    assert log.head(stream) - before <= 12
    page.catch_up()
    assert page.shown() == InboxPage(alice).shown()


def test_a_page_shows_what_was_announced_until_the_rest_is(alice: User, lobby: Room, say: Say, now: datetime) -> None:
    message = say(alice, lobby)
    likers = crowd(5, lobby)
    for liker in likers:
        like_message(actor=liker.pk, message=message.pk, at=now)
    page = InboxPage(alice)
    assert [alert["count"] for alert in page.alerts.values()] == [3]
    assert due.announce_due(at=now + timedelta(seconds=9)) == 0
    assert due.announce_due(at=now + timedelta(seconds=10)) == 1
    page.catch_up()
    assert page.shown() == InboxPage(alice).shown()
    assert told(alice)[0][1] == 5


def test_read_is_read_on_every_device(
    alice: User, bob: User, carol: User, lobby: Room, say: Say, now: datetime
) -> None:
    message = say(alice, lobby)
    like_message(actor=bob.pk, message=message.pk, at=now)
    other = InboxPage(alice)
    reading.read(actor=alice.pk, position=other.position, at=now)
    like_message(actor=carol.pk, message=message.pk, at=now)
    assert [(one["text"], one["read"]) for one in snapshots.page(alice.pk)["notifications"]] == [
        ("Carol liked your message in Lobby", False),
        ("Bob liked your message in Lobby", True),
    ]
    [newest, _] = snapshots.page(alice.pk)["notifications"]
    reading.read(actor=alice.pk, notification=newest["id"], at=now)
    reading.unread(actor=alice.pk, notification=newest["id"], at=now)
    other.catch_up()
    assert other.shown() == InboxPage(alice).shown()
    with pytest.raises(reading.NoSuchAlert):
        reading.read(actor=bob.pk, notification=newest["id"], at=now)


def test_a_call_to_many_is_told_and_taken_back_in_batches(alice: User, lobby: Room, say: Say, now: datetime) -> None:
    people = crowd(120, lobby)
    message = say(alice, lobby, "@room the soup is ready")
    assert told(people[0]) == []
    work()
    edit_message(actor=alice.pk, message=message.pk, body="@room the secret soup is ready", at=now)
    rounds.announce(now)
    assert snapshots.page(people[7].pk)["notifications"][0]["excerpt"] == "@room the secret soup is ready"
    assert {tuple(told(one)) for one in people} == {(("mention", 1, "Alice called everybody in Lobby"),)}
    remove_message(actor=alice.pk, message=message.pk, at=now)
    assert "secret" not in str(snapshots.page(people[7].pk))
    assert not Event.objects.filter(data__contains="secret").exists()
    work()
    assert not Alert.objects.exists()
    assert numbers(people[7]) == (0, 0)


def test_many_strangers_lose_what_they_were_told_when_a_room_turns_private(
    alice: User, lobby: Room, say: Say, now: datetime
) -> None:
    people = crowd(60, lobby)
    say(alice, lobby, "@room the secret soup is ready")
    work()
    Membership.objects.filter(room=lobby, user__in=people).delete()
    update_room(actor=alice.pk, room=lobby.pk, visibility="private", at=now)
    assert "secret" not in str([snapshots.page(one.pk) for one in people])
    work()
    assert not Alert.objects.filter(recipient__in=people).exists()
    streams = [user_stream(one.pk) for one in people]
    assert not Event.objects.filter(stream__in=streams, data__contains="secret").exists()


def test_a_task_tells_nobody_of_what_was_removed_meanwhile(alice: User, lobby: Room, say: Say, now: datetime) -> None:
    crowd(60, lobby)
    message = say(alice, lobby, "@room never mind")
    remove_message(actor=alice.pk, message=message.pk, at=now)
    work()
    assert not Alert.objects.exists()
