"""Who is here is right again after the database was away, and after this process was taken for dead."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError

from notifications.streams import presence
from notifications.streams.hub import presence as hub_presence
from notifications.streams.hub.presence import Presences
from notifications.streams.models import Presence

pytestmark = pytest.mark.django_db(transaction=True)

ROOM = "room-1"


@pytest.fixture
async def alice(settings: Any) -> int:
    settings.STREAM_PRESENCE = ["room-"]
    person = await get_user_model()._default_manager.acreate(username="alice")
    pk: int = person.pk
    return pk


def presences() -> Presences:
    hub: Any = SimpleNamespace(process="one", feeds={ROOM: None}, broadcast=lambda _: None, signal=lambda _: None)
    return Presences(hub)


async def test_who_leaves_while_the_database_is_away_is_gone_when_it_is_back(
    alice: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = presences()
    here.came(ROOM, alice)
    await here.tick()
    here.went(ROOM, alice)
    with monkeypatch.context() as away:
        away.setattr(presence, "write", _fail)
        with pytest.raises(OperationalError):
            await here.tick()
    await here.tick()
    assert not await Presence.objects.aexists()


async def test_a_process_that_was_taken_for_dead_says_again_who_is_here(
    alice: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = presences()
    here.came(ROOM, alice)
    await here.tick()
    await Presence.objects.all().adelete()
    monkeypatch.setattr(hub_presence, "RENEW_S", 0)
    await here.tick()
    assert await Presence.objects.filter(stream=ROOM, user=alice).aexists()


async def test_a_process_that_ends_takes_all_its_people_along_at_once(alice: int) -> None:
    here = presences()
    rooms = [f"room-{number}" for number in range(20)]
    for room in rooms:
        here.came(room, alice)
    await here.tick()
    assert await Presence.objects.acount() == len(rooms)
    await here.leave()
    assert not await Presence.objects.aexists()


def _fail(*_: Any) -> None:
    raise OperationalError("gone")
