"""Limits: too much is refused with 429 and the time to wait, and what was there before goes on."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator

import pytest

from tests.support.doors import TRANSPORTS
from tests.support.people import Person, known
from tests.support.site import Site
from tests.support.talker import Talker
from tests.support.websocket import TEXT, Refused, WebSocket

SITES = {
    "daphne": {"server": "daphne", "database": "sqlite", "layer": "memory"},
    "uvicorn": {"server": "uvicorn", "database": "postgres", "layer": "redis"},
}
LIMITED = {
    "POST_RATE": "5/10s",
    "COMMAND_RATE": "10/1s",
    "CONNECTIONS_PER_USER": "3",
    "CONNECTIONS_PER_GUEST_IP": "2",
    "LONG_POLL_MAX_S": "2",
}


@pytest.fixture(params=SITES)
async def limited(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    async with Site.running(**SITES[request.param], env=LIMITED) as site:
        yield site


async def test_everything_has_its_limit(limited: Site) -> None:
    """One site, because starting one costs more than what is asked of it."""
    alice, bob, carol, mona = [await known(limited, name) for name in ("alice", "bob", "carol", "mona")]
    await _connections_of_a_person(limited, alice)
    await _connections_of_guests(limited)
    await _posts(bob)
    await _commands(carol)
    await _frames(mona)
    await _echoes(limited)
    await _long_polls(mona)


async def _connections_of_a_person(site: Site, alice: Person) -> None:
    held = [await alice.follower("ws", "user-me").open() for _ in range(3)]
    for transport in TRANSPORTS:
        async with alice.follower(transport, "user-me") as f:
            assert f.closed == 429, transport
    await held.pop().leave()
    await asyncio.sleep(0.2)
    async with alice.follower("ws", "user-me") as f:
        await f.until(lambda f: f.told("welcome"))
    for f in held:
        assert f.closed is None
        await f.leave()


async def _connections_of_guests(site: Site) -> None:
    async with Talker(base=site.bases[0], follow="site"), Talker(base=site.bases[0], follow="site"):
        with pytest.raises(Refused, match="429"):
            await WebSocket.connect(site.bases[0], "/stream/ws?follow=site", origin=site.bases[0])


async def _posts(bob: Person) -> None:
    room = await bob.new_room()
    answers = [await bob.post(room, f"{n}") for n in range(6)]
    assert [answer.status for answer in answers] == [201] * 5 + [429]
    assert {"status", "code", "detail", "retry_after"} <= answers[-1].json.keys()
    assert 0 < float(answers[-1].headers["retry-after"]) <= 11
    async with Talker(bob) as socket:
        refused = await socket.command("message.post", room=room.id, client_id=str(uuid.uuid4()), body="more")
        assert (refused["status"], refused["code"]) == (429, answers[-1].code)
        assert refused["retry_after"] > 0
    # What was done already is answered, not counted.
    again = await bob.post(room, "0", client_id=bob.posts[0].client_id)
    assert again.status == 200


async def _commands(carol: Person) -> None:
    async with Talker(carol) as socket:
        for _ in range(12):
            await socket.send("ping")
        error = await socket.until("error")
        assert (error["status"], error["code"]) == (429, "rate_limited")
        assert error["retry_after"] > 0
        await asyncio.sleep(1.1)
        await socket.send("ping")
        await socket.until("pong")


async def _frames(mona: Person) -> None:
    """A client that does not listen to a hundred refusals is sent away."""
    async with Talker(mona) as socket:
        for _ in range(200):
            await socket.send("ping")
        assert await socket.ended() == 4429


async def _echoes(site: Site) -> None:
    """Whoever sends faster than the echo may be sent is sent away: what came back is no place for an error."""
    socket = await WebSocket.connect(site.bases[0], "/stream/echo", origin=site.bases[0])
    with contextlib.suppress(ConnectionError):
        for _ in range(100):
            await socket.send_frame(TEXT, b"hello")
    came = 0
    while await socket.message() is not None:
        came += 1
    assert 10 <= came < 100
    assert socket.closed == 4429


async def _long_polls(mona: Person) -> None:
    async with mona.follower("long", "user-me") as f:
        started = asyncio.get_running_loop().time()
        await f.door._ask(55)  # type: ignore[attr-defined]  # by long poll
        assert asyncio.get_running_loop().time() - started < 4
