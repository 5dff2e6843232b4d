"""What processes know of themselves and do for each other: connections, turns, old values."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from notifications.streams import access, connections, log, turns
from notifications.streams.models import Connections, Event

EVERY = timedelta(seconds=5)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def test_connections_are_added_up_over_all_processes() -> None:
    connections.write("one", {"websocket": 3, "sse": 1}, guests=2)
    connections.write("two", {"websocket": 1, "short-poll": 4}, guests=1)
    connections.write("one", {"websocket": 2}, guests=0)
    assert connections.following() == (
        {"websocket": 3, "sse": 0, "frame": 0, "long-poll": 0, "short-poll": 4},
        1,
        2,
    )
    connections.forget("two")
    assert connections.following().processes == 1


def test_a_process_that_died_is_not_counted_and_cleared_away(now: datetime) -> None:
    connections.write("dead", {"websocket": 9}, guests=9)
    Connections.objects.update(seen_at=now - timedelta(minutes=1))
    assert connections.following().processes == 0
    connections.write("alive", {}, guests=0)
    assert [row.process for row in Connections.objects.all()] == ["alive"]


def test_a_turn_is_taken_once_in_a_while(now: datetime) -> None:
    assert turns.is_open("count", EVERY, now)
    assert turns.take("count", EVERY, now)
    assert not turns.is_open("count", EVERY, now)
    assert not turns.take("count", EVERY, now + timedelta(seconds=4))
    assert turns.is_open("count", EVERY, now + EVERY)
    assert turns.take("count", EVERY, now + EVERY)
    assert not turns.take("count", EVERY, now + EVERY)
    assert turns.take("other", EVERY, now)


def test_old_values_go_and_who_stands_among_them_is_reset() -> None:
    for value in range(5):
        with log.transaction():
            log.append("ticker", "value.changed", {"value": value})
    assert log.keep_newest("ticker", 2) == 3
    assert log.keep_newest("ticker", 2) == 0
    assert log.keep_newest("nothing", 2) == 0
    assert log.reach(["ticker"])["ticker"] == (5, 3)
    assert [*Event.objects.filter(stream_id="ticker").values_list("position", flat=True)] == [4, 5]


def test_names_of_declared_kinds_are_taken() -> None:
    assert all(map(access.is_taken, ["clock", "user-7", "user-x", "room-1", "site", "moderation", "moderation-x"]))
    assert not any(map(access.is_taken, ["weather", "rooms", "users"]))
