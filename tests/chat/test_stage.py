"""A room's stage, and the comments that float over it: who sets it, how they look, how they come back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from pydantic import ValidationError

from chat import schemas, snapshots, stages
from chat.actions.members import set_role
from chat.actions.messages import remove_message, restore_message
from chat.actions.posting import AlreadySaid, Posted
from chat.actions.rooms import update_room
from chat.models import AuditEntry, Message, Room, User
from chat.refusals import Forbidden, NotFound
from notifications.streams import log
from tests.chat.conftest import Say
from tests.chat.page import RoomPage, events

FILM = "https://example.org/film.webm"
USUAL = {"mode": "scroll", "colour": "white", "size": "medium"}
Set = Callable[..., Room]


@pytest.fixture
def put(alice: User, lobby: Room, now: datetime) -> Set:
    """`put("video", FILM)` puts it on the lobby's stage."""

    def put(kind: str, url: str = "", at: datetime = now) -> Room:
        return update_room(actor=alice.pk, room=lobby.pk, stage={"kind": kind, "url": url}, at=at)

    return put


def test_the_rooms_moderators_set_the_stage(alice: User, bob: User, mona: User, lobby: Room, now: datetime) -> None:
    set_role(actor=alice.pk, room=lobby.pk, user="bob", role="moderator", at=now)
    for moderator, kind in ((alice, "clock"), (bob, "wall"), (mona, "clock")):
        update_room(actor=moderator.pk, room=lobby.pk, stage={"kind": kind}, at=now)
    assert AuditEntry.objects.filter(action="room.update").count() == 3


def test_nobody_else_does(bob: User, mallory: User, lobby: Room, den: Room, now: datetime) -> None:
    for person in (bob, mallory):
        with pytest.raises(Forbidden):
            update_room(actor=person.pk, room=lobby.pk, stage={"kind": "wall"}, at=now)
    with pytest.raises(NotFound):
        update_room(actor=mallory.pk, room=den.pk, stage={"kind": "wall"}, at=now)
    assert not Room.objects.exclude(stage_kind="none").exists()


def test_everybody_is_told_what_the_stage_shows(lobby: Room, put: Set, now: datetime) -> None:
    head = log.head(lobby.stream)
    put("video", FILM)
    put("video", FILM, at=now + timedelta(minutes=1))
    put("none")
    shown, gone = (event["data"]["room"]["stage"] for event in events(lobby.stream, head))
    assert (shown["kind"], shown["url"], gone) == ("video", FILM, None)
    assert put("none").stage_since is None


def test_something_else_on_stage_begins_a_new_recording(put: Set, now: datetime) -> None:
    assert put("video", FILM).stage_since == now
    later = now + timedelta(minutes=1)
    assert put("video", f"{FILM}?2", at=later).stage_since == later


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("https://example.org/a.png", "https://example.org/a.png"),
        (" HTTP://Example.org:8080/a b;c.png?q=1 ", "http://example.org:8080/a%20b;c.png?q=1"),
        ("https://例子.cn/图.png", "https://xn--fsqu00a.cn/%E5%9B%BE.png"),
        ("https://127.0.0.1/x", "https://127.0.0.1/x"),
    ],
)
def test_an_address_is_kept_as_ascii(given: str, stored: str) -> None:
    assert stages.address(given) == stored
    assert stages.address(stored) == stored


@pytest.mark.parametrize(
    "given",
    [
        "", "film.webm", "//example.org/x", "javascript:alert(1)", "data:image/png;base64,AAAA", "ftp://example.org/x",
        "https://", "https://u:p@example.org/x", "https://exa mple.org/x", "https://example.org;script-src/x",
        "https://[::1]/x", "https://example.org:99999/x", "https://[/", "https://exam'ple.org/", "https://a\\b/",
        "https://example.org/" + "x" * 500,
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="address"):
        stages.address(given)


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://example.org/a/b.png?q=1#t", "https://example.org/a/b.png"),
        ("http://example.org:81/a;b,c'd.png", "http://example.org:81/a%3Bb%2Cc%27d.png"),
        ("https://example.org", "https://example.org"),
    ],
)
def test_a_policy_allows_one_file_and_no_more(url: str, source: str) -> None:
    assert stages.source(url) == source


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "picture"}, {"kind": "video", "url": "x"}, {"kind": "wall", "url": FILM}, {"kind": "frame"}, {},
        {"kind": "none", "url": FILM},
    ],
)  # fmt: skip
def test_a_stage_has_an_address_exactly_if_it_needs_one(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        schemas.RoomChanges.model_validate({"stage": body})


@pytest.mark.parametrize(
    "more",
    [
        {"bullet": {"colour": "white"}},
        {"kind": "danmaku", "bullet": {"colour": "#fff"}},
        {"kind": "danmaku", "bullet": {"mode": "spin"}},
        {"kind": "danmaku", "bullet": {"size": 48}},
        {"kind": "danmaku", "bullet": {"at_ms": -1}},
        {"kind": "danmaku", "bullet": {"at_ms": schemas.AT_MS_MAX + 1}},
    ],
)
def test_looks_come_from_the_palette(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        schemas.MessageBody.model_validate({"client_id": str(uuid4()), "body": "hi", **more})


def test_what_is_said_as_a_bullet_is_one_everywhere(bob: User, lobby: Room, say: Say) -> None:
    assert say(bob, lobby).bullet_mode == ""
    say(bob, lobby, kind="danmaku")
    say(bob, lobby, kind="danmaku", bullet={"mode": "top", "colour": "red", "size": "large", "at_ms": 5})
    told = [event["data"]["message"]["bullet"] for event in events(lobby.stream) if event["type"] == "message.posted"]
    assert told == [
        None, {**USUAL, "at_ms": None}, {"mode": "top", "colour": "red", "size": "large", "at_ms": None},
    ]  # fmt: skip


def test_a_video_gives_the_moment(bob: User, lobby: Room, put: Set, say: Say) -> None:
    put("video", FILM)
    assert say(bob, lobby, kind="danmaku", bullet={"at_ms": 61_000}).at_ms == 61_000
    assert say(bob, lobby).at_ms is None


@pytest.mark.parametrize("kind", ["wall", "clock"])
def test_our_clock_gives_it_everywhere_else(
    bob: User, lobby: Room, put: Set, say: Say, now: datetime, kind: str
) -> None:
    put(kind, at=now - timedelta(seconds=10))
    first = say(bob, lobby, kind="danmaku", bullet={"at_ms": 61_000})
    assert [first.at_ms, say(bob, lobby).at_ms] == [10_000, 11_000]


def test_a_retry_is_the_same_bullet_and_another_look_is_not(
    bob: User, lobby: Room, post: Callable[..., Posted]
) -> None:
    same: dict[str, Any] = {"client_id": uuid4(), "kind": "danmaku", "bullet": {"mode": "top", "colour": "red"}}
    first = post(bob, lobby, **same)
    assert post(bob, lobby, **same).message == first.message
    with pytest.raises(AlreadySaid):
        post(bob, lobby, **same | {"bullet": {"mode": "top", "colour": "blue"}})


def test_a_recording_comes_back_by_its_moments(alice: User, bob: User, lobby: Room, put: Set, say: Say) -> None:
    put("video", FILM)
    moments = (3_000, 1_000, 2_000, 1_000)
    said = [say(bob, lobby, kind="danmaku", bullet={"at_ms": moment}) for moment in moments]
    page = snapshots.bullets(alice.pk, lobby.pk, 1_000, 3_000)
    assert [one["id"] for one in page["messages"]] == [said[1].pk, said[3].pk, said[2].pk]
    assert (page["total"], page["position"]) == (3, log.head(lobby.stream))


def test_what_was_removed_does_not_come_back(
    alice: User, bob: User, lobby: Room, put: Set, say: Say, now: datetime
) -> None:
    put("wall")
    message = say(bob, lobby)
    remove_message(actor=alice.pk, message=message.pk, at=now)
    assert snapshots.bullets(None, lobby.pk, 0, 60_000)["messages"] == []
    restore_message(actor=alice.pk, message=message.pk, at=now)
    [back] = snapshots.bullets(None, lobby.pk, 0, 60_000)["messages"]
    assert back["bullet"] == {**USUAL, "at_ms": 0}


def test_another_stage_has_another_recording(bob: User, lobby: Room, put: Set, say: Say, now: datetime) -> None:
    put("video", FILM, at=now - timedelta(hours=1))
    say(bob, lobby, kind="danmaku", bullet={"at_ms": 0}, at=now - timedelta(minutes=30))
    put("wall", at=now - timedelta(minutes=1))
    assert snapshots.bullets(None, lobby.pk, 0, 60_000)["total"] == 0
    put("none")
    assert snapshots.bullets(None, lobby.pk, 0, 60_000)["total"] == 0


def test_of_very_many_an_even_share_comes_back(
    bob: User, lobby: Room, put: Set, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "BULLETS_MAX", 3)
    put("video", FILM)
    for moment in range(7):
        say(bob, lobby, kind="danmaku", bullet={"at_ms": moment})
    page = snapshots.bullets(None, lobby.pk, 0, 1_000)
    assert [one["bullet"]["at_ms"] for one in page["messages"]] == [0, 3, 6]
    assert page["total"] == 7


def test_a_recording_is_read_by_those_who_may_read_the_room(bob: User, mallory: User, den: Room) -> None:
    assert snapshots.bullets(bob.pk, den.pk, 0, 1)["messages"] == []
    for stranger in (None, mallory.pk):
        with pytest.raises(NotFound):
            snapshots.bullets(stranger, den.pk, 0, 1)


def test_a_page_learns_of_bullets_by_events(alice: User, bob: User, lobby: Room, put: Set, say: Say) -> None:
    page = RoomPage(lobby, alice)
    put("wall")
    say(bob, lobby, kind="danmaku", bullet={"mode": "bottom", "colour": "pink"})
    say(bob, lobby)
    page.catch_up()
    assert page.shown() == RoomPage(lobby, alice).shown()


def test_the_database_keeps_stages_and_bullets_whole(bob: User, lobby: Room, say: Say) -> None:
    message = say(bob, lobby)
    wrong: list[Any] = [
        lambda: Room.objects.filter(pk=lobby.pk).update(stage_kind="video"),
        lambda: Room.objects.filter(pk=lobby.pk).update(stage_kind="frame"),
        lambda: Room.objects.filter(pk=lobby.pk).update(stage_url=FILM),
        lambda: Message.objects.filter(pk=message.pk).update(bullet_mode="top"),
        lambda: Message.objects.filter(pk=message.pk).update(at_ms=1),
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
