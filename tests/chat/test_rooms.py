"""Rooms and who belongs to them: who may, who may not, and who hears of it."""

from datetime import datetime
from typing import Any

import pytest

from chat import snapshots
from chat.actions.members import (
    LastOwner,
    NotAMember,
    invite_member,
    join_room,
    leave_room,
    mark_read,
    remove_member,
    set_role,
)
from chat.actions.rooms import SlugTaken, create_room, update_room
from chat.models import Membership, Room, User
from chat.policies import followable_rooms
from chat.refusals import Forbidden, NotFound
from notifications.streams import log
from notifications.streams.names import CONTROL, user_stream
from tests.chat.conftest import Say
from tests.chat.page import events, types


def revocations() -> list[Any]:
    return [event["data"] for event in events(CONTROL) if event["type"] == "revoked"]


def test_who_makes_a_room_owns_it(alice: User, now: datetime) -> None:
    room = create_room(actor=alice.pk, name="The Kitchen", topic="soup", at=now)
    assert room.slug == "the-kitchen"
    [event] = events(room.stream)
    assert (event["type"], event["position"]) == ("member.joined", 1)
    assert event["data"]["member"]["role"] == "owner"
    [told] = events(user_stream(alice.pk))
    assert told["type"] == "access.changed"
    assert told["data"]["room"]["slug"] == "the-kitchen"


@pytest.mark.parametrize("name", ["厨房", "new", "!!!", "x" * 80])
def test_every_name_gets_an_address_of_its_own(alice: User, now: datetime, name: str) -> None:
    slugs = {create_room(actor=alice.pk, name=name, at=now).slug for _ in range(2)}
    assert len(slugs) == 2
    assert all(0 < len(slug) <= 64 and slug.isascii() and slug != "new" for slug in slugs)


@pytest.mark.parametrize("slug", ["lobby", "new"])
def test_an_address_is_given_once(alice: User, lobby: Room, now: datetime, slug: str) -> None:
    with pytest.raises(SlugTaken):
        create_room(actor=alice.pk, name="Another", slug=slug, at=now)


def test_owners_change_a_room(alice: User, lobby: Room, now: datetime) -> None:
    head = log.head(lobby.stream)
    changes: dict[str, Any] = {"name": "Hall", "topic": "t", "slow_mode_s": 5, "locked": True, "archived": True}
    update_room(actor=alice.pk, room=lobby.pk, at=now, **changes)
    update_room(actor=alice.pk, room=lobby.pk, at=now, **changes)
    update_room(actor=alice.pk, room=lobby.pk, at=now)
    [event] = events(lobby.stream, head)
    assert event["type"] == "room.updated"
    assert changes.items() <= event["data"]["room"].items()
    assert revocations() == []


def test_nobody_else_changes_a_room(alice: User, bob: User, mona: User, lobby: Room, den: Room, now: datetime) -> None:
    set_role(actor=alice.pk, room=lobby.pk, user="bob", role="moderator", at=now)
    for other in (bob, mona):
        with pytest.raises(Forbidden):
            update_room(actor=other.pk, room=lobby.pk, name="Mine", at=now)
    with pytest.raises(NotFound):
        update_room(actor=mona.pk, room=den.pk, name="Mine", at=now)


def test_a_room_made_private_loses_its_strangers(alice: User, carol: User, lobby: Room, now: datetime) -> None:
    assert followable_rooms(carol.pk, [lobby.pk]) == followable_rooms(None, [lobby.pk]) == {lobby.pk}
    update_room(actor=alice.pk, room=lobby.pk, visibility="private", at=now)
    assert revocations() == [{"stream": lobby.stream}]
    assert followable_rooms(carol.pk, [lobby.pk]) == followable_rooms(None, [lobby.pk]) == set()
    assert followable_rooms(alice.pk, [lobby.pk, lobby.pk + 99]) == {lobby.pk}
    update_room(actor=alice.pk, room=lobby.pk, visibility="public", at=now)
    assert followable_rooms(None, [lobby.pk]) == {lobby.pk}


def test_joining_twice_is_joining_once(carol: User, lobby: Room, now: datetime) -> None:
    head = log.head(lobby.stream)
    assert [join_room(actor=carol.pk, room=lobby.pk, at=now).created for _ in range(2)] == [True, False]
    assert types(lobby.stream, head) == ["member.joined"]
    assert types(user_stream(carol.pk)) == ["access.changed"]


def test_one_is_invited_into_a_private_room(
    alice: User, bob: User, carol: User, mallory: User, den: Room, now: datetime
) -> None:
    with pytest.raises(NotFound):
        join_room(actor=carol.pk, room=den.pk, at=now)
    with pytest.raises(Forbidden):
        invite_member(actor=bob.pk, room=den.pk, user="carol", at=now)
    with pytest.raises(NotFound):
        invite_member(actor=mallory.pk, room=den.pk, user="mallory", at=now)
    with pytest.raises(NotFound):
        invite_member(actor=alice.pk, room=den.pk, user="nobody", at=now)
    assert invite_member(actor=alice.pk, room=den.pk, user="CAROL", at=now).created
    assert not invite_member(actor=alice.pk, room=den.pk, user="carol", at=now).created
    assert followable_rooms(carol.pk, [den.pk]) == {den.pk}


def test_an_archived_room_takes_nobody_in(alice: User, carol: User, lobby: Room, now: datetime) -> None:
    update_room(actor=alice.pk, room=lobby.pk, archived=True, at=now)
    with pytest.raises(Forbidden):
        join_room(actor=carol.pk, room=lobby.pk, at=now)
    with pytest.raises(Forbidden):
        invite_member(actor=alice.pk, room=lobby.pk, user="carol", at=now)


def test_who_leaves_a_private_room_is_cut_off(bob: User, den: Room, now: datetime) -> None:
    head = log.head(den.stream)
    leave_room(actor=bob.pk, room=den.pk, at=now)
    [event] = events(den.stream, head)
    assert event["type"] == "member.left"
    assert event["data"]["member"]["role"] is None
    assert revocations() == [{"person": bob.pk, "stream": den.stream}]
    changed = [event["data"] for event in events(user_stream(bob.pk)) if event["type"] == "access.changed"]
    assert changed[-1] == {
        "id": den.pk,
        "role": None,
        "read_position": None,
        "room": None,
        "sanction": None,
    }
    with pytest.raises(NotFound):
        leave_room(actor=bob.pk, room=den.pk, at=now)


def test_who_leaves_a_public_room_may_go_on_reading(bob: User, lobby: Room, now: datetime) -> None:
    for _ in range(2):
        leave_room(actor=bob.pk, room=lobby.pk, at=now)
    assert revocations() == []
    assert events(user_stream(bob.pk))[-1]["data"]["room"]["id"] == lobby.pk


def test_the_last_owner_stays_while_others_are_there(alice: User, bob: User, lobby: Room, now: datetime) -> None:
    with pytest.raises(LastOwner):
        leave_room(actor=alice.pk, room=lobby.pk, at=now)
    with pytest.raises(LastOwner):
        set_role(actor=alice.pk, room=lobby.pk, user="alice", role="member", at=now)
    set_role(actor=alice.pk, room=lobby.pk, user="bob", role="owner", at=now)
    leave_room(actor=alice.pk, room=lobby.pk, at=now)
    leave_room(actor=bob.pk, room=lobby.pk, at=now)
    assert not Membership.objects.exists()


@pytest.mark.parametrize("which", ["lobby", "den"])
def test_who_is_taken_out_is_cut_off(db: None, request: pytest.FixtureRequest, which: str, now: datetime) -> None:
    room: Room = request.getfixturevalue(which)
    alice, bob = (request.getfixturevalue(name) for name in ("alice", "bob"))
    head = log.head(room.stream)
    remove_member(actor=alice.pk, room=room.pk, user="bob", at=now)
    assert types(room.stream, head) == ["member.left"]
    assert revocations() == [{"person": bob.pk, "stream": room.stream}]
    with pytest.raises(NotFound):
        remove_member(actor=alice.pk, room=room.pk, user="bob", at=now)


def test_nobody_takes_out_their_betters(
    alice: User, bob: User, carol: User, mona: User, lobby: Room, now: datetime
) -> None:
    join_room(actor=carol.pk, room=lobby.pk, at=now)

    def kick(who: User, whom: str) -> None:
        remove_member(actor=who.pk, room=lobby.pk, user=whom, at=now)

    with pytest.raises(Forbidden):
        kick(bob, "carol")
    set_role(actor=alice.pk, room=lobby.pk, user="bob", role="moderator", at=now)
    for who, whom in [(bob, "alice"), (bob, "bob"), (mona, "bob"), (mona, "alice"), (alice, "alice")]:
        with pytest.raises(Forbidden):
            kick(who, whom)
    kick(bob, "carol")
    kick(alice, "bob")


def test_owners_give_roles(alice: User, bob: User, mona: User, lobby: Room, now: datetime) -> None:
    head = log.head(lobby.stream)
    for _ in range(2):
        set_role(actor=alice.pk, room=lobby.pk, user="bob", role="moderator", at=now)
    [event] = events(lobby.stream, head)
    assert event["type"] == "member.updated"
    assert event["data"]["member"]["role"] == "moderator"
    assert events(user_stream(bob.pk))[-1]["data"]["role"] == "moderator"
    for other in (bob, mona):
        with pytest.raises(Forbidden):
            set_role(actor=other.pk, room=lobby.pk, user="bob", role="owner", at=now)
    with pytest.raises(NotFound):
        set_role(actor=alice.pk, room=lobby.pk, user="mona", role="member", at=now)


def test_reading_moves_forward_only(alice: User, bob: User, lobby: Room, say: Say, now: datetime) -> None:
    own = log.head(user_stream(bob.pk))
    positions = [say(alice, lobby).position for _ in range(3)]
    say(bob, lobby)
    assert snapshots.room(bob.pk, lobby.pk)["unread"] == 3
    read = mark_read(actor=bob.pk, room=lobby.pk, position=positions[1], at=now)
    assert (read.position, read.unread) == (positions[1], 1)
    back = mark_read(actor=bob.pk, room=lobby.pk, position=1, at=now)
    assert (back.position, back.unread) == (positions[1], 1)
    beyond = mark_read(actor=bob.pk, room=lobby.pk, position=10**9, at=now)
    assert (beyond.position, beyond.unread) == (log.head(lobby.stream), 0)
    assert [event["data"] for event in events(user_stream(bob.pk), own)] == [
        {"room": lobby.pk, "position": positions[1], "unread": 1},
        {"room": lobby.pk, "position": beyond.position, "unread": 0},
    ]


def test_only_members_have_a_read_position(mallory: User, lobby: Room, den: Room, now: datetime) -> None:
    with pytest.raises(NotAMember):
        mark_read(actor=mallory.pk, room=lobby.pk, position=1, at=now)
    with pytest.raises(NotFound):
        mark_read(actor=mallory.pk, room=den.pk, position=1, at=now)
    with pytest.raises(NotFound):
        mark_read(actor=mallory.pk, room=den.pk + 99, position=1, at=now)


def test_rooms_are_listed_for_those_who_may_read_them(
    alice: User, bob: User, mallory: User, lobby: Room, den: Room, say: Say, now: datetime
) -> None:
    def listed(viewer: User | None) -> dict[str, Any]:
        return {room["slug"]: (room["role"], room["unread"]) for room in snapshots.rooms(viewer.pk if viewer else None)}

    say(alice, den)
    assert listed(None) == {"lobby": (None, 0)}
    assert listed(mallory) == {"lobby": (None, 0)}
    assert listed(bob) == {"lobby": ("member", 0), "den": ("member", 1)}
    update_room(actor=alice.pk, room=lobby.pk, archived=True, at=now)
    assert listed(None) == {}
    assert listed(bob).keys() == {"lobby", "den"}
