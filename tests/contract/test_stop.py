"""The planned stop and the sudden one: everybody is told where that is possible, and everybody comes back whole."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from tests.support.doors import TRANSPORTS, Transport
from tests.support.follower import Follower
from tests.support.http import Cut, ask, connect, read_head, request_bytes
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


async def test_no_stream_is_answered_with_an_error_while_the_process_ends(mortal: Site) -> None:
    alice = await known(mortal, "alice")
    room = await alice.new_room()
    base, headers = mortal.bases[0], {**alice.api().headers(), "Connection": "keep-alive"}
    async with contextlib.AsyncExitStack() as stack:
        # Somebody whose request is still on its way keeps the process from ending at once.
        _, slow = await connect(base)
        stack.callback(slow.transport.abort)
        slow.write(request_bytes(base, "POST", "/api/v1/rooms", headers, b"{" + b" " * 99)[:-50])
        waiting = asyncio.ensure_future(ask(base, "GET", f"/stream/poll?follow={room.stream}&wait=25", headers=headers))
        lines = [await connect(base) for _ in range(4)]
        for _, writer in lines:
            stack.callback(writer.transport.abort)
            writer.write(request_bytes(base, "GET", "/healthz", headers))
        statuses = [await _status(*line) for line in lines]
        ended = asyncio.ensure_future(mortal.terminate(0))
        await asyncio.sleep(0.1)
        for (_, writer), path in zip(lines, ("poll?", "poll?wait=25&", "sse?", "frame?"), strict=True):
            writer.write(request_bytes(base, "GET", f"/stream/{path}follow={room.stream}", headers))
        statuses += [await _status(*line) for line in lines]
        assert (await waiting).status == 200
        assert {*statuses} <= {200, None}
        await ended


async def _status(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int | None:
    """None when the connection was closed instead."""
    async with asyncio.timeout(10):
        try:
            answer = await read_head(reader, writer)
            if "content-length" in answer.headers:
                await answer.body()
        except (Cut, ConnectionError):
            return None
        return answer.status


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
