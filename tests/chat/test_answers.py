"""Answers that grow while they are written: told in pieces, kept as one text."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chat.actions import growing
from chat.actions.answers import (
    NotABot,
    TooLong,
    WrongOffset,
    append_answer,
    cancel_answer,
    finish_answer,
    start_answer,
)
from chat.actions.filtering import BlockedWord
from chat.actions.members import invite_member
from chat.actions.messages import StillGrowing, edit_message, purge_message, remove_message, restore_message
from chat.actions.rooms import update_room
from chat.actions.sanctions import sanction_in_room
from chat.actions.words import add_word
from chat.models import AuditEntry, Evidence, Growth, Message, Room, User
from chat.refusals import Forbidden, Invalid, Removed, Sanctioned
from notifications.inbox.models import Alert
from notifications.streams import log
from tests.chat.conftest import Say, person
from tests.chat.page import RoomPage, events, types

A_SECOND = timedelta(seconds=1)


@pytest.fixture
def helper(db: None) -> User:
    return person("helper", is_bot=True)


@pytest.fixture
def asked(alice: User, helper: User, lobby: Room, say: Say) -> Message:
    """What alice wants to know."""
    invite_member(actor=alice.pk, room=lobby.pk, user="helper", at=say(alice, lobby).created_at)
    return say(alice, lobby, "@helper why?")


@pytest.fixture
def answer(helper: User, lobby: Room, asked: Message, now: datetime) -> Message:
    """An answer that has just begun."""
    begun = start_answer(actor=helper.pk, room=lobby.pk, client_id=uuid4(), reply_to=asked.pk, at=now)
    return begun.posted.message


@pytest.fixture
def write(answer: Message, now: datetime) -> Callable[..., int]:
    """`write("more")`, a second after the piece before; how much there is then."""
    at, written = now, 0

    def write(text: str, offset: int | None = None) -> int:
        nonlocal at, written
        at += A_SECOND
        place = written if offset is None else offset
        written = append_answer(actor=answer.author_id, message=answer.pk, offset=place, text=text, at=at).offset
        return written

    return write


Write = Callable[..., int]


def pieces(room: Room) -> list[tuple[int, str]]:
    told = [event["data"] for event in events(room.stream) if event["type"] == "message.growing"]
    return [(data["offset"], data["text"]) for data in told]


def test_it_begins_with_nothing_and_grows_in_pieces(answer: Message, lobby: Room, write: Write) -> None:
    [posted] = [e for e in events(lobby.stream) if e["data"].get("message", {}) and e["type"] == "message.posted"][-1:]
    shape = posted["data"]["message"]
    assert (shape["body"], shape["html"], shape["answer"], shape["bot"]) == ("", "", "growing", True)
    assert [write("Be"), write("cause."), write("")] == [2, 8, 8]
    assert pieces(lobby) == [(0, "Be"), (2, "cause.")]
    assert Message.objects.get(pk=answer.pk).body == "Because."


def test_finished_it_is_one_text_and_the_pieces_are_gone(
    helper: User, answer: Message, lobby: Room, write: Write, now: datetime
) -> None:
    write("*Be")
    write("cause*.\n")
    done = finish_answer(actor=helper.pk, message=answer.pk, offset=11, at=now)
    assert (done.body, done.html, done.answer) == ("*Because*.", "<p><em>Because</em>.</p>", "finished")
    assert pieces(lobby) == []
    assert types(lobby.stream)[-3:] == ["redacted", "redacted", "message.finished"]
    assert "Because" not in str([e for e in events(lobby.stream) if e["type"] != "message.finished"])
    assert not Growth.objects.exists()
    head = log.head(lobby.stream)
    assert finish_answer(actor=helper.pk, message=answer.pk, at=now) == done
    assert log.head(lobby.stream) == head


def test_pieces_that_come_fast_are_told_together(helper: User, answer: Message, lobby: Room, now: datetime) -> None:
    for n in range(40):
        at = now + timedelta(milliseconds=50 * (n + 1))
        append_answer(actor=helper.pk, message=answer.pk, offset=2 * n, text=f"{n:02}", at=at)
    assert len(pieces(lobby)) == 8
    growing.tend(at=now + timedelta(seconds=3))
    assert "".join(text for _, text in pieces(lobby)) == "".join(f"{n:02}" for n in range(40))
    assert not growing.is_due(now + timedelta(seconds=4))


@pytest.mark.parametrize(("offset", "text", "now_at"), [(0, "Hel", 5), (3, "lo", 5), (3, "lo you", 9), (5, "", 5)])
def test_a_piece_that_is_sent_again_is_added_once(write: Write, offset: int, text: str, now_at: int) -> None:
    write("Hello")
    assert write(text, offset=offset) == now_at


@pytest.mark.parametrize(("offset", "text"), [(6, "x"), (3, "p"), (0, "Help me")])
def test_a_wrong_offset_is_refused_and_told_the_right_one(
    answer: Message, write: Write, offset: int, text: str
) -> None:
    write("Hello")
    with pytest.raises(WrongOffset) as refused:
        write(text, offset=offset)
    assert refused.value.as_json() | {"detail": ""} == {
        "status": 409, "code": "wrong_offset", "detail": "", "offset": 5,
    }  # fmt: skip
    assert Growth.objects.get().text == "Hello"


def test_begun_again_it_tells_how_far_it_has_come(
    helper: User, answer: Message, asked: Message, lobby: Room, write: Write, now: datetime
) -> None:
    write("Hello")
    again: Any = {"room": lobby.pk, "client_id": answer.client_id, "reply_to": asked.pk}
    begun = start_answer(actor=helper.pk, at=now, **again)
    assert (begun.posted.message, begun.posted.created, begun.offset) == (answer, False, 5)


def test_only_bots_write_so(alice: User, bob: User, lobby: Room, answer: Message, now: datetime) -> None:
    head = log.head(lobby.stream)
    with pytest.raises(NotABot):
        start_answer(actor=bob.pk, room=lobby.pk, client_id=uuid4(), at=now)
    with pytest.raises(Forbidden):
        append_answer(actor=bob.pk, message=answer.pk, offset=0, text="mine", at=now)
    with pytest.raises(Forbidden):
        finish_answer(actor=alice.pk, message=answer.pk, at=now)
    assert log.head(lobby.stream) == head


@pytest.mark.parametrize(("who", "is_noted"), [("helper", False), ("alice", False), ("mona", True)])
def test_it_is_cancelled_by_its_author_its_asker_and_moderators(
    request: pytest.FixtureRequest, answer: Message, lobby: Room, write: Write, now: datetime, who: str, is_noted: Any
) -> None:
    actor: User = request.getfixturevalue(who)
    write("Once upon ")
    cancelled = cancel_answer(actor=actor.pk, message=answer.pk, at=now)
    assert (cancelled.body, cancelled.answer) == ("Once upon", "cancelled")
    assert types(lobby.stream)[-1] == "message.finished"
    assert AuditEntry.objects.filter(action="answer.cancel").exists() == is_noted
    with pytest.raises(growing.NotGrowing):
        write("a time")
    assert cancel_answer(actor=actor.pk, message=answer.pk, at=now).answer == "cancelled"


def test_others_do_not_cancel_it(bob: User, answer: Message, now: datetime) -> None:
    with pytest.raises(Forbidden):
        cancel_answer(actor=bob.pk, message=answer.pk, at=now)


def test_who_falls_silent_is_interrupted(answer: Message, lobby: Room, write: Write, now: datetime) -> None:
    write("Once")
    growing.tend(at=now + timedelta(seconds=60))
    assert Message.objects.get(pk=answer.pk).answer == "growing"
    growing.tend(at=now + timedelta(seconds=62))
    interrupted = Message.objects.get(pk=answer.pk)
    assert (interrupted.answer, interrupted.html) == ("interrupted", "<p>Once</p>")
    assert types(lobby.stream)[-1] == "message.finished"


def test_one_that_said_nothing_ends_empty(alice: User, helper: User, answer: Message, now: datetime) -> None:
    with pytest.raises(Invalid):
        finish_answer(actor=helper.pk, message=answer.pk, at=now)
    cancelled = cancel_answer(actor=helper.pk, message=answer.pk, at=now)
    assert (cancelled.body, cancelled.html) == ("", "")
    remove_message(actor=alice.pk, message=answer.pk, at=now)
    assert not Evidence.objects.exists()


def test_removed_in_mid_sentence_nothing_is_left_of_it(
    alice: User, helper: User, answer: Message, lobby: Room, write: Write, now: datetime
) -> None:
    write("Something unspeakable")
    write(" and more")
    remove_message(actor=alice.pk, message=answer.pk, at=now)
    assert "unspeakable" not in str(events(lobby.stream))
    assert not Growth.objects.exists()
    with pytest.raises(Removed):
        write(" still")
    restored = restore_message(actor=alice.pk, message=answer.pk, at=now)
    assert (restored.body, restored.answer) == ("Something unspeakable and more", "cancelled")
    purge_message(actor=alice.pk, message=answer.pk, at=now)
    assert not Evidence.objects.exists()


def test_it_is_not_edited_while_it_grows(helper: User, answer: Message, write: Write, now: datetime) -> None:
    write("Hello")
    with pytest.raises(StillGrowing):
        edit_message(actor=helper.pk, message=answer.pk, body="Bye", at=now)
    finish_answer(actor=helper.pk, message=answer.pk, at=now)
    assert edit_message(actor=helper.pk, message=answer.pk, body="Bye", at=now).body == "Bye"


def test_a_blocked_word_is_found_across_pieces(mona: User, answer: Message, write: Write, now: datetime) -> None:
    add_word(actor=mona.pk, word="newt", act="block", at=now)
    write("a ne")
    with pytest.raises(BlockedWord):
        write("wt!")
    assert Growth.objects.get().text == "a ne"
    assert write("w day") == 9


def test_a_masked_word_is_taken_back_across_pieces(
    mona: User, helper: User, answer: Message, lobby: Room, write: Write, now: datetime
) -> None:
    add_word(actor=mona.pk, word="newt", act="mask", at=now)
    write("a ne")
    write("wt!")
    assert pieces(lobby) == [(0, "a ne"), (2, "****!")]
    done = finish_answer(actor=helper.pk, message=answer.pk, at=now)
    assert (done.body, done.masked) == ("a ****!", True)
    assert Evidence.objects.get().body == "a newt!"


def test_limits_hold(alice: User, helper: User, answer: Message, lobby: Room, write: Write, now: datetime) -> None:
    write("x" * 9_999)
    with pytest.raises(TooLong):
        write("xx")
    mute: Any = {"user": "helper", "kind": "mute", "minutes": 5, "reason": "Chatter"}
    sanction_in_room(actor=alice.pk, room=lobby.pk, at=now, **mute)
    with pytest.raises(Sanctioned):
        write("x")


@pytest.mark.parametrize("change", ["archived", "locked"])
def test_nothing_grows_where_nobody_may_speak(
    change: str, alice: User, helper: User, answer: Message, lobby: Room, write: Write, now: datetime
) -> None:
    changes: Any = {change: True}
    update_room(actor=alice.pk, room=lobby.pk, at=now, **changes)
    with pytest.raises(Forbidden, match=change):
        write("x")
    with pytest.raises(Forbidden, match=change):
        finish_answer(actor=helper.pk, message=answer.pk, at=now)
    assert cancel_answer(actor=helper.pk, message=answer.pk, at=now).answer == "cancelled"


def test_the_one_who_asked_is_told_when_it_is_done(
    alice: User, helper: User, answer: Message, write: Write, now: datetime
) -> None:
    replies = Alert.objects.filter(recipient=alice, kind="reply")
    write("Because.")
    assert not replies.exists()
    finish_answer(actor=helper.pk, message=answer.pk, at=now)
    assert replies.get().data["excerpt"] == "Because."


@pytest.mark.parametrize("end", ["finish", "cancel", "interrupt", "remove", None])
def test_a_page_of_any_moment_catches_up(
    alice: User, helper: User, answer: Message, lobby: Room, write: Write, now: datetime, end: str | None
) -> None:
    pages = [RoomPage(lobby, alice)]
    for text in ["**He", "llo** 你", "好 🌱", "\r", "\nbye", ""]:
        write(text)
        pages.append(RoomPage(lobby, alice))
    half_way = RoomPage(lobby, alice)
    if end == "finish":
        finish_answer(actor=helper.pk, message=answer.pk, at=now)
    elif end == "cancel":
        cancel_answer(actor=alice.pk, message=answer.pk, at=now)
    elif end == "interrupt":
        growing.tend(at=now + timedelta(hours=1))
    elif end == "remove":
        remove_message(actor=alice.pk, message=answer.pk, at=now)
    fresh = RoomPage(lobby, alice).shown()
    for page in [*pages, half_way]:
        page.catch_up()
        assert page.shown() == fresh
