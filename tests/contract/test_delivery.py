"""C1 integrity, C2 order, C3 no silent gap, C5 any process, C8 in time: on every transport, decided by the checker."""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator, Callable

import pytest

from tests.support.doors import TRANSPORTS, Transport
from tests.support.follower import Follower
from tests.support.http import connect, read_head, request_bytes
from tests.support.people import Person, Room, judge, somebody
from tests.support.site import Site

#: A committed event arrives within that (C8), and within the second time when its wake-up was lost.
PROMPT_S, LATE_S = 1.0, 2.0


@pytest.mark.parametrize("door", ["sse", "frame"])
async def test_who_only_asks_how_a_stream_would_begin_is_told_and_done(door: str, site: Site, alice: Person) -> None:
    room = await alice.new_room()
    base, headers = site.bases[0], {**alice.api().headers(), "Connection": "keep-alive"}
    reader, writer = await connect(base)
    async with asyncio.timeout(5):
        writer.write(request_bytes(base, "HEAD", f"/stream/{door}?follow={room.stream}", headers))
        head = await read_head(reader, writer)
        assert (head.status, head.headers["cache-control"]) == (200, "no-store, no-transform")
        # Had it a body, this would be read in the place of the next answer.
        writer.write(request_bytes(base, "GET", "/healthz", headers))
        assert (await read_head(reader, writer)).status == 200
    writer.transport.abort()


async def test_the_backlog_and_then_what_happens(transport: Transport, site: Site, alice: Person, bob: Person) -> None:
    room = await alice.new_room("public", bob)
    for n in range(3):
        await alice.posted(room, f"before {n}")
    async with bob.follower(transport, room.stream, after=room.start) as f:
        await f.reach(room.stream, await alice.posted(room, "after"))
    await judge(site, [f], alice)
    assert f.positions(room.stream) == list(range(1, len(f.events) + 1))
    assert not f.resets


async def test_without_a_cursor_one_starts_at_the_head(transport: Transport, site: Site, alice: Person) -> None:
    room = await alice.new_room()
    head = await alice.posted(room, "before")
    async with alice.follower(transport, room.stream) as f:
        await f.until(lambda f: f.told("welcome"))
        assert f.told("welcome")[0]["streams"] == [room.stream]
        await f.reach(room.stream, await alice.posted(room, "after"))
    assert f.positions(room.stream) == [head + 1]
    await judge(site, [f], alice)


async def test_several_streams_at_once(transport: Transport, site: Site, alice: Person, bob: Person) -> None:
    rooms = [await alice.new_room("public", bob) for _ in range(3)]
    after = ",".join(room.start for room in rooms)
    async with bob.follower(transport, "user-me", *(room.stream for room in rooms), after=after) as f:
        for room in rooms * 2:
            position = await alice.posted(room)
        for room in rooms:
            await f.reach(room.stream, position)
        own = f"user-{(await bob.api()('GET', 'me')).json['id']}"
        assert own in f.told("welcome")[0]["streams"]
    await judge(site, [f], alice, streams=[own, *(room.stream for room in rooms)], complete=False)


async def test_what_was_rolled_back_is_never_seen(transport: Transport, site: Site, alice: Person) -> None:
    room = await alice.new_room()
    async with alice.follower(transport, room.stream, after=room.start) as f:
        await alice.posted(room, "first")
        await site.do("post_and_roll_back", room=room.id, username="alice", times=3)
        await f.reach(room.stream, await alice.posted(room, "second"))
    await judge(site, [f], alice)
    assert not any("never happened" in event.data for event in f.events)


async def test_many_write_at_once_through_both_processes(site: Site, alice: Person) -> None:
    people = [alice, *[await somebody(site) for _ in range(4)]]
    room = await alice.new_room("public", *people[1:])
    followers = [
        people[0].follower(transport, room.stream, after=room.start, process=process)
        for transport in TRANSPORTS
        for process in (0, 1)
    ]
    for f in followers:
        await f.open()
        f.read()

    async def talk(person: Person) -> None:
        for n in range(8):
            await person.posted(room, f"{person.username} {n}", process=n % 2)

    await asyncio.gather(*map(talk, people))
    head = await site.do("head", stream=room.stream)
    for f in followers:
        await f.reach(room.stream, head)
        await f.leave()
    await judge(site, followers, *people)


async def test_a_cursor_goes_on_in_the_other_process(transport: Transport, site: Site, alice: Person) -> None:
    room = await alice.new_room()
    f = alice.follower(transport, room.stream, after=room.start)
    for n in range(4):
        await f.hop(transport, site.bases[n % 2])
        await f.reach(room.stream, await alice.posted(room, f"seen {n}", process=(n + 1) % 2))
        await f.leave()
        await alice.posted(room, f"missed {n}")
    await f.open()
    await f.reach(room.stream, await site.do("head", stream=room.stream))
    await f.leave()
    await judge(site, [f], alice)
    assert not f.resets


async def test_a_follower_hops_until_it_went_every_way(site: Site, alice: Person) -> None:
    """All 20 ordered pairs of transports, in random order, over both processes, while somebody talks."""
    room = await alice.new_room()
    walk = round_trip(random.Random(0))
    f = alice.follower(walk[0], room.stream, after=room.start)
    talking = asyncio.create_task(_talk(alice, room))
    for n, transport in enumerate(walk):
        await f.hop(transport, site.bases[n % 2])
        seen = len(f.events)
        await f.until(has_more_than(seen))
    talking.cancel()
    await asyncio.gather(talking, return_exceptions=True)
    await f.reach(room.stream, await site.do("head", stream=room.stream))
    await f.leave()
    await judge(site, [f])
    assert not f.resets


def has_more_than(seen: int) -> Callable[[Follower], bool]:
    return lambda f: len(f.events) > seen


async def _talk(person: Person, room: Room) -> None:
    for n in itertools.count():
        await person.posted(room, f"{n}", process=n % 2)
        await asyncio.sleep(0.02)


def round_trip(chance: random.Random) -> list[Transport]:
    """A walk over the transports that takes every ordered pair once (an Eulerian circuit, Hierholzer's way)."""
    ways = {a: chance.sample([b for b in TRANSPORTS if b != a], len(TRANSPORTS) - 1) for a in TRANSPORTS}
    path, walk = [TRANSPORTS[0]], []
    while path:
        if ways[path[-1]]:
            path.append(ways[path[-1]].pop())
        else:
            walk.append(path.pop())
    return walk[::-1]


async def test_an_event_arrives_within_a_second(transport: Transport, site: Site, alice: Person) -> None:
    room = await alice.new_room()
    # Without a layer between them there is no wake-up that could reach the other process in time.
    for process in (0, 1) if site.redis else (0,):
        async with alice.follower(transport, room.stream, process=process) as f:
            await f.until(lambda f: f.told("welcome"))
            position = await alice.posted(room)
            await f.reach(room.stream, position, timeout_s=PROMPT_S)


@pytest.fixture(params=["quiet", "frozen", "gone"])
async def without_wake_ups(request: pytest.FixtureRequest, site: Site) -> AsyncIterator[str]:
    """Wake-ups get lost: nobody sends them, the layer is frozen, the layer is dead."""
    how = str(request.param)
    if how == "frozen":
        site.freeze_redis()
    elif how == "gone" and site.redis:
        site.redis.kill()
    yield how
    if how == "frozen":
        site.thaw_redis()
    elif how == "gone" and site.redis:
        site.redis.restart()
        # The layer's own complaints about its server are no fault of ours.
        site.check_logs(forgive="channels_redis")


async def test_lost_wake_ups_delay_by_two_seconds_at_most(without_wake_ups: str, site: Site, alice: Person) -> None:
    room = await alice.new_room()
    followers = [alice.follower(transport, room.stream, process=1) for transport in TRANSPORTS]
    for f in followers:
        await f.open()
        await f.until(lambda f: f.told("welcome"))
    for _ in range(3):
        if without_wake_ups == "quiet":
            position = await site.do("post_quietly", room=room.id, username="alice")
        else:
            started = time.monotonic()
            position = await alice.posted(room)
            assert time.monotonic() - started < PROMPT_S, "the sender waits for a broken layer"
        committed = time.monotonic()
        for f in followers:
            await f.reach(room.stream, position, timeout_s=max(0.01, committed + LATE_S - time.monotonic()))
    for f in followers:
        await f.leave()
    await judge(site, followers)
