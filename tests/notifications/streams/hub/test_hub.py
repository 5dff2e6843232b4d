"""A hub goes on whatever happens to it: a slow look, a rule that fails, a database that is away for a while."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from time import monotonic
from typing import Any

import pytest
from django.db import OperationalError

from notifications.streams import access, log, threads
from notifications.streams.hub import Ending, Follower, Hub
from notifications.streams.hub import feed as feeds
from notifications.streams.hub.feed import Feed
from notifications.streams.names import CONTROL
from notifications.streams.viewer import Viewer
from tests.notifications.streams.hub.test_follower import Client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """A hub whose turns the test takes by itself."""
    hub = Hub()
    hub.generation = await threads.sweep(log.generation)
    yield hub
    for task in list(hub._tasks):
        task.cancel()


async def follow(hub: Hub, stream: str, user_id: int = 1) -> tuple[Follower, Client]:
    await hub.load([stream])
    client = Client()
    follower = Follower(hub, Viewer(user_id), client)
    hub.join(follower, {stream: hub.feeds[stream].head}, ())
    follower.release()
    return follower, client


@log.transaction()
def say(stream: str) -> None:
    log.append(stream, "said", {})


@log.transaction()
def revoke(**what: Any) -> None:
    log.revoke(**what)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.01)


def raising(error: Exception, times: int, then: Callable[..., Any]) -> Callable[..., Any]:
    left = [error] * times

    def call(*args: Any, **kwargs: Any) -> Any:
        if left:
            raise left.pop()
        return then(*args, **kwargs)

    return call


async def test_a_look_that_took_longer_than_a_revocation_sends_nobody_away(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower, client = await follow(hub, "room-1")
    reach = log.reach

    def slow(names: Collection[str]) -> dict[str, log.Reach]:
        seen = reach(names)
        revoke(person=99)
        asyncio.run_coroutine_threadsafe(hub._apply_control(), hub.loop).result()
        return seen

    monkeypatch.setattr(log, "reach", slow)
    await hub._sweep()
    assert (follower.alive, client.told) == (True, [])


async def test_a_control_stream_that_shrank_is_that_of_another_database(hub: Hub) -> None:
    hub.control = 7
    _, client = await follow(hub, "room-1")
    await hub._sweep()
    await until(lambda: client.told == [Ending.RESTART])


async def test_what_fails_is_done_again(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.streams.hub.hub.SWEEP_S", 0.01)
    monkeypatch.setattr("notifications.streams.hub.lasting.PAUSE_S", 0.01)
    await hub.start()
    _, client = await follow(hub, "room-1")
    monkeypatch.setattr(log, "reach", raising(ValueError("ours"), 1, log.reach))
    monkeypatch.setattr(log, "read", raising(OperationalError("gone"), 4, log.read))
    await asyncio.to_thread(say, "room-1")
    await until(lambda: client.got == [1])


async def test_another_database_is_found_though_it_goes_away_meanwhile(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.streams.hub.hub.SWEEP_S", 0.01)
    monkeypatch.setattr("notifications.streams.hub.lasting.PAUSE_S", 0.01)
    await hub.start()
    _, client = await follow(hub, "room-1")
    monkeypatch.setattr(log, "reach", raising(OperationalError("gone"), 4, log.reach))
    generation = await asyncio.to_thread(log.renew_generation)
    await until(lambda: client.told == [Ending.RESTART])
    assert hub.generation == generation


async def test_a_thousand_streams_that_grow_at_once_are_all_read(hub: Hub) -> None:
    streams = [f"room-{number}" for number in range(1_200)]
    await hub.load(streams)
    _, client = await follow(hub, streams[-1])

    @log.transaction()
    def say_everywhere() -> None:
        for stream in streams:
            log.append(stream, "said", {})

    await asyncio.to_thread(say_everywhere)
    await hub.start()
    hub.announce(dict.fromkeys(streams, 1))
    await until(lambda: all(hub.feeds[stream].head == 1 for stream in streams))
    assert client.got == [1]


async def test_a_rule_that_fails_lets_nobody_in_and_stops_nothing(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_user_id: int | None, _names: Collection[str]) -> Collection[str]:
        raise KeyError("not ours")

    monkeypatch.setitem(access._registered, "broken-", broken)
    _, lost = await follow(hub, "broken-1")
    _, kept = await follow(hub, "room-1")
    await asyncio.to_thread(revoke, stream="broken-1")
    await asyncio.to_thread(say, "room-1")
    hub.control_head = 1
    await hub._advance({"room-1"})
    assert (hub.control, kept.got) == (1, [1])
    await until(lambda: lost.told == [("unfollowed", ["broken-1"]), Ending.FORBIDDEN])


async def test_what_was_taken_away_on_its_way_arrives_empty(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    @log.transaction()
    def tell() -> None:
        log.append("room-1", "said", {"body": "secret"}, subject="message-1")

    @log.transaction()
    def take_away() -> None:
        log.redact("message-1")

    read = log.read

    def slow(*args: Any) -> log.Reading:
        found = read(*args)
        if "room-1" in args[0]:
            take_away()
            asyncio.run_coroutine_threadsafe(hub._apply_control(), hub.loop).result()
        return found

    await follow(hub, "room-1")
    await asyncio.to_thread(tell)
    monkeypatch.setattr(log, "read", slow)
    await hub._advance({"room-1"})
    [entry] = hub.feeds["room-1"].tail.after(0) or []
    assert (entry.type, entry.data) == ("redacted", "{}")


async def test_a_stream_that_is_asked_for_again_is_not_let_go_of(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = hub.feeds["room-1"] = Feed("room-1", 0, 0)
    idle.used = monotonic() - feeds.LINGER_S - 1
    monkeypatch.setattr("notifications.streams.hub.hub.SWEEP_S", 0)
    reach = log.reach

    def slow(names: Collection[str]) -> Any:
        if "room-2" in names:
            asyncio.run_coroutine_threadsafe(hub._sweep(), hub.loop).result()
        return reach(names)

    monkeypatch.setattr(log, "reach", slow)
    await hub.load(["room-1", "room-2"])
    assert {"room-1", "room-2"} <= hub.feeds.keys()


async def test_who_comes_while_the_process_says_goodbye_is_told_so(hub: Hub) -> None:
    await hub.drain()
    _, client = await follow(hub, "room-1")
    await until(lambda: client.told == [Ending.RESTART])


async def test_the_beats_go_on_while_a_chore_hangs(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[str] = []
    hanging = asyncio.Event()

    async def hang() -> None:
        hanging.set()
        await asyncio.Event().wait()

    async def beat() -> None:
        beats.append("beat")

    monkeypatch.setattr("notifications.streams.chores._chores", [hang])
    follower, client = await follow(hub, "room-1")
    monkeypatch.setattr(client, "beat", beat)
    await hub.start()
    async with asyncio.timeout(5):
        await hanging.wait()
    follower.heard = float("-inf")
    await until(lambda: beats == ["beat"])


async def test_the_control_stream_is_nobodys(hub: Hub) -> None:
    assert await threads.read(access.allowed, Viewer(1), [CONTROL]) == set()
