"""A process counts its followers now and then, and writes one row about them."""

from types import SimpleNamespace
from typing import Any

import pytest

from notifications.streams import connections
from notifications.streams.hub import census
from notifications.streams.hub.census import Census
from notifications.streams.models import Connections

pytestmark = pytest.mark.django_db(transaction=True)


class Now:
    """The time, as the test says it."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    now = Now()
    monkeypatch.setattr(census, "monotonic", now)
    return now


def follower(transport: str, user_id: int | None = None) -> Any:
    return SimpleNamespace(transport=SimpleNamespace(name=transport), viewer=SimpleNamespace(user_id=user_id))


async def found(of: Census, now: Now) -> tuple[dict[str, int], int]:
    now.seconds += census.COUNT_S
    await of.tick()
    rows = [row async for row in Connections.objects.all()]
    return (rows[0].counts, rows[0].guests) if rows else ({}, 0)


async def test_followers_are_counted_by_transport_and_guests_among_them(now: Now) -> None:
    hub: Any = SimpleNamespace(process="one", followers=[follower("websocket", 7), follower("sse"), follower("sse", 8)])
    assert await found(Census(hub), now) == ({"websocket": 1, "sse": 2}, 1)


async def test_who_polls_is_there_until_they_do_not_come_back(now: Now) -> None:
    hub: Any = SimpleNamespace(process="one", followers=[])
    counting = Census(hub)
    for _ in range(3):
        counting.polled("alice", guest=False, next_ms=10_000)
    counting.polled("somebody", guest=True, next_ms=2_000)
    assert await found(counting, now) == ({"short-poll": 2}, 1)
    now.seconds += 2
    assert await found(counting, now) == ({"short-poll": 1}, 0)
    now.seconds += 10
    assert await found(counting, now) == ({}, 0)


async def test_nothing_is_written_while_nothing_changes_but_to_show_that_one_lives(
    now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(connections, "write", lambda process, _counts, _guests: written.append(process))
    hub: Any = SimpleNamespace(process="one", followers=[follower("sse")])
    counting = Census(hub)
    for _ in range(15):
        now.seconds += 1
        hub.followers.append(hub.followers.pop())
        await counting.tick()
    assert len(written) == 2
    hub.followers.append(follower("sse"))
    await found(counting, now)
    assert len(written) == 3


async def test_who_leaves_takes_the_row_along(now: Now) -> None:
    hub: Any = SimpleNamespace(process="one", followers=[follower("sse")])
    counting = Census(hub)
    await counting.leave()
    await found(counting, now)
    await counting.leave()
    assert not await Connections.objects.aexists()
