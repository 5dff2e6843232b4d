"""Saying something: once, whatever is retried and whoever tries at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.batches import Post
from chat.actions.members import leave_room, remove_member
from chat.actions.messages import edit_message, remove_message
from chat.actions.posting import (
    AlreadySaid,
    Archived,
    Locked,
    Posted,
    SlowMode,
    WrongReply,
    post_message,
    post_messages,
)
from chat.actions.rooms import update_room
from chat.models import Membership, Mention, Message, Room, User
from chat.refusals import NotFound, Refused, TooFast, Unauthenticated
from notifications.streams import log, writer
from tests.chat.page import events, types

Say = Callable[..., Posted]


def test_a_message_is_stored_and_announced(bob: User, lobby: Room, post: Say) -> None:
    head = log.head(lobby.stream)
    posted = post(bob, lobby, "hello *there*")
    message = Message.objects.get()
    assert posted.created
    assert posted.message == message
    assert (message.body, message.html) == ("hello *there*", "<p>hello <em>there</em></p>")
    [event] = events(lobby.stream, head)
    assert (event["type"], event["position"]) == ("message.posted", head + 1)
    assert event["data"]["message"]["id"] == message.pk
    assert event["data"]["message"]["position"] == message.position == head + 1


def test_a_retry_finds_the_message(bob: User, lobby: Room, post: Say) -> None:
    client_id = uuid4()
    first = post(bob, lobby, "once", client_id=client_id)
    head = log.head(lobby.stream)
    again = post(bob, lobby, "once", client_id=client_id)
    assert (first.created, again.created) == (True, False)
    assert again.message == first.message
    assert again.message.position == first.message.position
    assert log.head(lobby.stream) == head


def test_a_retry_is_answered_after_an_edit_a_removal_and_a_kick(alice: User, bob: User, den: Room, post: Say) -> None:
    client_id = uuid4()
    message = post(bob, den, "once", client_id=client_id).message
    at = message.created_at
    edit_message(actor=bob.pk, message=message.pk, body="twice", at=at)
    assert post(bob, den, "once", client_id=client_id).message.body == "twice"
    remove_message(actor=bob.pk, message=message.pk, at=at)
    remove_member(actor=alice.pk, room=den.pk, user="bob", at=at)
    assert not post(bob, den, "once", client_id=client_id).created
    with pytest.raises(NotFound):
        post(bob, den, "something new")


@pytest.mark.parametrize("other", [{"body": "other"}, {"kind": "danmaku"}, {"reply_to": 1}])
def test_the_same_client_id_for_something_else_is_refused(
    bob: User, lobby: Room, post: Say, other: dict[str, Any]
) -> None:
    client_id = uuid4()
    post(bob, lobby, client_id=client_id)
    with pytest.raises(AlreadySaid) as refused:
        post(bob, lobby, **{"client_id": client_id, **other})
    assert refused.value.status == 409
    assert Message.objects.count() == 1


def test_the_same_client_id_in_another_room_is_refused(bob: User, lobby: Room, den: Room, post: Say) -> None:
    client_id = uuid4()
    post(bob, lobby, client_id=client_id)
    with pytest.raises(AlreadySaid):
        post(bob, den, client_id=client_id)


def test_two_people_may_choose_the_same_client_id(alice: User, bob: User, lobby: Room, post: Say) -> None:
    client_id = uuid4()
    assert post(bob, lobby, client_id=client_id).created
    assert post(alice, lobby, client_id=client_id).created


def test_who_speaks_in_a_public_room_joins_it(carol: User, bob: User, lobby: Room, post: Say) -> None:
    post(bob, lobby, "before she came")
    head = log.head(lobby.stream)
    post(carol, lobby)
    assert types(lobby.stream, head) == ["member.joined", "message.posted"]
    member = Membership.objects.get(user=carol)
    assert (member.role, member.read_position) == ("member", head)
    assert Message.objects.unread_by(carol.pk).count() == 0


def test_a_private_room_is_not_there_for_strangers(mallory: User, den: Room, post: Say) -> None:
    with pytest.raises(NotFound):
        post(mallory, den)
    assert not Message.objects.exists()
    assert not Membership.objects.filter(user=mallory).exists()


def test_nobody_speaks_in_an_archived_room(alice: User, lobby: Room, post: Say, now: datetime) -> None:
    update_room(actor=alice.pk, room=lobby.pk, archived=True, at=now)
    with pytest.raises(Archived):
        post(alice, lobby)


def test_only_moderators_speak_in_a_locked_room(
    alice: User, bob: User, mona: User, lobby: Room, post: Say, now: datetime
) -> None:
    update_room(actor=alice.pk, room=lobby.pk, locked=True, at=now)
    with pytest.raises(Locked):
        post(bob, lobby)
    assert post(alice, lobby).created
    assert post(mona, lobby).created


def test_slow_mode_makes_members_wait(alice: User, bob: User, lobby: Room, post: Say, now: datetime) -> None:
    update_room(actor=alice.pk, room=lobby.pk, slow_mode_s=30, at=now)
    post(bob, lobby, at=now)
    with pytest.raises(SlowMode) as refused:
        post(bob, lobby, at=now + timedelta(seconds=12))
    assert refused.value.retry_after == 18
    assert post(bob, lobby, at=now + timedelta(seconds=30)).created
    assert all(post(alice, lobby, at=now).created for _ in range(2))


def test_slow_mode_holds_within_a_batch(alice: User, bob: User, lobby: Room, now: datetime) -> None:
    update_room(actor=alice.pk, room=lobby.pk, slow_mode_s=30, at=now)
    first, second = post_messages([a_post(bob, lobby, now), a_post(bob, lobby, now)])
    assert isinstance(first, Posted)
    assert isinstance(second, SlowMode)


def test_a_reply_names_a_message_of_the_same_room(bob: User, lobby: Room, den: Room, post: Say) -> None:
    said = post(bob, lobby).message
    assert post(bob, lobby, reply_to=said.pk).message.reply_to_id == said.pk
    with pytest.raises(WrongReply):
        post(bob, den, reply_to=said.pk)
    with pytest.raises(WrongReply):
        post(bob, lobby, reply_to=said.pk + 1000)


def test_mentions_are_remembered(alice: User, bob: User, lobby: Room, post: Say) -> None:
    message = post(bob, lobby, "@ALICE and @nobody and `@bob`").message
    assert list(Mention.objects.values_list("message", "user")) == [(message.pk, alice.pk)]


def test_an_account_that_was_deactivated_says_nothing(bob: User, lobby: Room, post: Say) -> None:
    bob.is_active = False
    bob.save()
    with pytest.raises(Unauthenticated):
        post(bob, lobby)


def test_haste_is_refused_last(bob: User, mallory: User, lobby: Room, den: Room, post: Say) -> None:
    def too_fast() -> None:
        raise TooFast(retry_after=1)

    client_id = uuid4()
    post(bob, lobby, client_id=client_id)
    with pytest.raises(TooFast):
        post(bob, lobby, admit=too_fast)
    assert not post(bob, lobby, client_id=client_id, admit=too_fast).created
    with pytest.raises(NotFound):
        post(mallory, den, admit=too_fast)


def test_what_is_rolled_back_was_never_said(bob: User, lobby: Room, post: Say) -> None:
    head = log.head(lobby.stream)

    @log.transaction()
    def say_and_fail() -> None:
        post(bob, lobby)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        say_and_fail()
    assert log.head(lobby.stream) == head
    assert not Message.objects.exists()
    post(bob, lobby)
    assert log.head(lobby.stream) == head + 1


def a_post(author: User, room: Room, at: datetime, body: str = "hello", client_id: UUID | None = None) -> Post:
    return Post(actor=author.pk, room=room.pk, client_id=client_id or uuid4(), body=body, at=at)


def test_a_batch_is_as_if_one_came_after_the_other(
    alice: User, bob: User, carol: User, mallory: User, lobby: Room, den: Room, now: datetime
) -> None:
    client_id = uuid4()
    head = log.head(lobby.stream)
    outcomes = post_messages(
        [
            a_post(bob, lobby, now, "one", client_id),
            a_post(mallory, den, now, "hidden"),
            a_post(bob, lobby, now, "one", client_id),
            a_post(bob, lobby, now, "another", client_id),
            a_post(carol, lobby, now, "two"),
            a_post(carol, lobby, now, "three"),
            a_post(alice, den, now, "@bob four"),
        ]
    )
    one, hidden, again, another, two, three, four = outcomes
    assert isinstance(one, Posted)
    assert isinstance(again, Posted)
    assert (one.created, again.created) == (True, False)
    assert one.message is again.message
    assert isinstance(hidden, NotFound)
    assert isinstance(another, AlreadySaid)
    assert types(lobby.stream, head) == ["member.joined", "message.posted", "message.posted", "message.posted"]
    said = [outcome.message for outcome in (one, two, three, four) if isinstance(outcome, Posted)]
    assert [message.position for message in said[:3]] == [head + 2, head + 3, head + 4]
    assert [message.body for message in Message.objects.order_by("pk")] == ["one", "two", "three", "@bob four"]
    assert Mention.objects.get().message == said[3]


def test_a_batch_takes_few_statements_whatever_its_size(alice: User, bob: User, lobby: Room, now: datetime) -> None:
    def statements(count: int) -> int:
        posts = [a_post((alice, bob)[number % 2], lobby, now, f"hi @alice {number}") for number in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            post_messages(posts)
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    # SQLite takes 999 values in a statement, which is 45 messages.
    assert statements(2) == statements(40)
    assert statements(40) <= 35


def in_threads(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Run all at the same moment, each with a connection of its own."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return job()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.fixture(params=["actions", "writer"])
def door(request: pytest.FixtureRequest) -> Callable[..., Posted]:
    """Posting directly, as another process would, or through the writer of this one."""

    def through_writer(**post: Any) -> Posted:
        return writer.call(post_message, **post)

    return post_message if request.param == "actions" else through_writer


@pytest.mark.django_db(transaction=True)
def test_eight_who_try_at_once_make_one_message(
    bob: User, lobby: Room, now: datetime, door: Callable[..., Posted]
) -> None:
    client_id = uuid4()
    head = log.head(lobby.stream)
    outcomes = in_threads([lambda: door(**a_post(bob, lobby, now, "once", client_id))] * 8)
    assert sorted(outcome.created for outcome in outcomes) == [False] * 7 + [True]
    assert len({(outcome.message.pk, outcome.message.position) for outcome in outcomes}) == 1
    assert types(lobby.stream, head) == ["message.posted"]


@pytest.mark.django_db(transaction=True)
def test_positions_have_no_gap_when_many_speak_at_once(
    bob: User, carol: User, lobby: Room, den: Room, now: datetime, door: Callable[..., Posted]
) -> None:
    def say_ten(author: User, room: Room) -> None:
        for _ in range(10):
            door(**a_post(author, room, now))

    speakers = [(bob, lobby), (carol, lobby), (bob, den), (carol, lobby)]
    in_threads([partial(say_ten, author, room) for author, room in speakers])
    assert Message.objects.count() == 40
    for room in (lobby, den):
        positions = [event["position"] for event in events(room.stream)]
        assert positions == list(range(1, len(positions) + 1))
        said = {
            event["position"]: event["data"]["message"]["id"]
            for event in events(room.stream)
            if event["type"] == "message.posted"
        }
        assert said == dict(Message.objects.filter(room=room).values_list("position", "pk"))
    assert Membership.objects.filter(user=carol, room=lobby).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_bad_post_harms_nobody_else(bob: User, lobby: Room, now: datetime, door: Callable[..., Posted]) -> None:
    good = [lambda: door(**a_post(bob, lobby, now))] * 4
    bad = [lambda: door(**a_post(bob, lobby, now, ""))]

    def tried(job: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            try:
                return job()
            except Exception as error:
                return error

        return run

    outcomes = in_threads([tried(job) for job in (*good, *bad)])
    assert [isinstance(outcome, Posted) for outcome in outcomes] == [True] * 4 + [False]
    assert Message.objects.count() == 4


def test_leaving_and_speaking_again_joins_again(bob: User, lobby: Room, post: Say, now: datetime) -> None:
    leave_room(actor=bob.pk, room=lobby.pk, at=now)
    post(bob, lobby)
    assert Membership.objects.filter(user=bob, room=lobby).exists()
