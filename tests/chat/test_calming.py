"""What the site does by itself against floods is marked, ends by itself and can be undone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chat import rates
from chat.actions.posting import post_message
from chat.actions.rooms import update_room
from chat.actions.sanctions import lift_sanction
from chat.models import AuditEntry, Room, Sanction, User
from chat.refusals import Sanctioned, TooFast
from tests.chat.page import types

Try = Callable[..., Any]


@pytest.fixture
def hurry(settings: Any, now: datetime) -> Try:
    """Post as somebody does through a door, with the limits that hold there."""
    settings.POST_RATE, settings.ROOM_RATE = (5, 10), (8, 10)

    def hurry(author: User, room: Room, body: str, at: datetime = now) -> Any:
        def admit() -> None:
            rates.of_posts(author.pk)

        return post_message(actor=author.pk, room=room.pk, client_id=uuid4(), body=body, at=at, admit=admit)

    return hurry


def test_the_same_again_and_again_is_refused(bob: User, lobby: Room, hurry: Try) -> None:
    for _time in range(rates.SAME[0]):
        hurry(bob, lobby, "buy now")
    with pytest.raises(rates.Repeated):
        hurry(bob, lobby, "buy now")
    assert hurry(bob, lobby, "sorry").created


def test_a_flood_mutes_for_a_while_and_can_be_undone(
    alice: User, bob: User, lobby: Room, hurry: Try, now: datetime
) -> None:
    for number in range(5):
        hurry(bob, lobby, f"{number}")
    for number in range(rates.REFUSALS[0] + 1):
        with pytest.raises(TooFast):
            hurry(bob, lobby, f"more {number}")
    mute = Sanction.objects.get()
    assert (mute.kind, mute.by, mute.room, mute.holds(now + timedelta(minutes=6))) == ("mute", None, lobby, False)
    with pytest.raises(Sanctioned, match="Flood"):
        hurry(bob, lobby, "still here")
    assert AuditEntry.objects.get().actor is None
    lift_sanction(actor=alice.pk, sanction=mute.pk, at=now)
    with pytest.raises(TooFast):
        hurry(bob, lobby, "back, and still too fast")


def test_a_room_that_boils_is_slowed_down_for_a_while(
    alice: User, bob: User, carol: User, lobby: Room, hurry: Try, now: datetime
) -> None:
    for number in range(5):
        hurry(bob, lobby, f"bob {number}")
    for number in range(4):
        hurry(carol, lobby, f"carol {number}")
    lobby.refresh_from_db()
    assert (lobby.slow_mode_s, lobby.slow_mode_until) == (10, now + timedelta(minutes=5))
    assert (lobby.slow_mode_at(now), lobby.slow_mode_at(now + timedelta(minutes=5))) == (10, 0)
    assert types(lobby.stream).count("room.updated") == 1
    update_room(actor=alice.pk, room=lobby.pk, slow_mode_s=0, at=now)
    lobby.refresh_from_db()
    assert (lobby.slow_mode_s, lobby.slow_mode_until) == (0, None)
