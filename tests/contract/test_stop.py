"""The planned stop and the sudden one: everybody is told where that is possible, and everybody comes back whole."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.doors import TRANSPORTS, Transport
from tests.support.follower import Follower
from tests.support.people import Person, judge, known
from tests.support.site import Site

SITES = {
    "daphne-sqlite-redis": {"server": "daphne", "database": "sqlite", "layer": "redis"},
    "daphne-postgres-memory": {"server": "daphne", "database": "postgres", "layer": "memory"},
    "uvicorn-sqlite-memory": {"server": "uvicorn", "database": "sqlite", "layer": "memory"},
    "uvicorn-postgres-redis": {"server": "uvicorn", "database": "postgres", "layer": "redis"},
}

#: How each transport ends when the process says goodbye: a stream in good order, a poll with an answer.
GOODBYE = {"ws": 1012, "sse": 200, "frame": 200}


@pytest.fixture(params=SITES)
async def mortal(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    """A site whose processes may be stopped."""
    async with Site.running(**SITES[request.param], processes=2) as site:
        yield site


async def test_a_stop_says_goodbye_and_a_kill_does_not(mortal: Site) -> None:
    alice = await known(mortal, "alice")
    room = await alice.new_room()
    followers = [alice.follower(transport, room.stream, after=room.start) for transport in TRANSPORTS]
    await _stop(mortal, alice, room.id, followers)
    await _kill(mortal, alice, room.id, followers)
    await judge(mortal, followers, alice)


async def _all_reach(site: Site, followers: list[Follower], room: int) -> None:
    head = await site.do("head", stream=f"room-{room}")
    for f in followers:
        await f.reach(f"room-{room}", head)


async def _stop(site: Site, alice: Person, room: int, followers: list[Follower]) -> None:
    for f in followers:
        await f.open()
    await _all_reach(site, followers, room)
    assert await site.terminate(0) == 0
    for f in followers:
        if f.transport in GOODBYE:
            assert await f.ended() == GOODBYE[f.transport], f.transport
            if f.transport == "ws":
                (bye,) = f.told("bye")
                assert {"retry_ms", "why"} <= bye.keys()
        await f.leave()
        await f.hop(f.transport, site.bases[1])
    await site.do("post_quietly", room=room, username="alice", times=3)
    await _all_reach(site, followers, room)
    for f in followers:
        await f.leave()
    await site.restart(0)


async def _kill(site: Site, alice: Person, room: int, followers: list[Follower]) -> None:
    for f in followers:
        await f.hop(f.transport, site.bases[0])
    await _all_reach(site, followers, room)
    site.kill(0)
    for f in followers:
        assert await f.ended() == 1006, f.transport
        await f.leave()
        await f.hop(f.transport, site.bases[1])
    await site.do("post_quietly", room=room, username="alice", times=3)
    await _all_reach(site, followers, room)
    for f in followers:
        await f.leave()
    await site.restart(0)


async def test_silence_is_broken_every_twenty_seconds() -> None:
    """Slow, for it waits for the beat itself: on both servers and all streams at once."""
    streams: list[Transport] = [t for t in TRANSPORTS if t in ("ws", "sse", "frame")]
    async with (
        Site.running(server="daphne", layer="memory") as daphne,
        Site.running(server="uvicorn", layer="memory") as uvicorn,
    ):
        followers = []
        for site in (daphne, uvicorn):
            alice = await known(site, "alice")
            room = await alice.new_room()
            followers += [await alice.follower(t, room.stream).open() for t in streams]
        await asyncio.gather(*(f.until(lambda f: f.told("beat"), timeout_s=22) for f in followers))
        assert all(f.closed is None for f in followers)
        for f in followers:
            await f.leave()
