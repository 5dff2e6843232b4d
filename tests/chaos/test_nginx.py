"""Behind a real nginx, with two processes and no sticky connections: as shipped, and with buffering on."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.doors import TRANSPORTS, Transport
from tests.support.follower import Follower
from tests.support.nginx import BUFFERING, Nginx, make_certificate
from tests.support.people import Person, Room, judge, known
from tests.support.persistence import Persistent, all_reach
from tests.support.site import Server, Site


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("nginx"))


@pytest.fixture(params=[{}, BUFFERING], ids=["as shipped", "buffering"])
def nginx(request: pytest.FixtureRequest, site: Site, folder: Path) -> Iterator[Nginx]:
    nginx = Nginx(folder, site.ports, request.param)
    nginx.wait()
    yield nginx
    nginx.stop()


@pytest.fixture
async def site(server: Server) -> AsyncIterator[Site]:
    async with Site.running(server=server, processes=2) as site:
        yield site


@pytest.fixture
async def alice(site: Site, nginx: Nginx) -> Person:
    alice = await known(site, "alice")
    alice.base = nginx.base
    return alice


async def test_every_door_passes_events_on_at_once(alice: Person) -> None:
    room = await alice.new_room()
    for transport in TRANSPORTS:
        async with Follower(transport, alice.base, alice.token, follow=[room.stream], after=room.start) as f:
            await f.until(lambda f: f.told("welcome") or f.events)
            position = await alice.posted(room, transport)
            await f.reach(room.stream, position, timeout_s=2)
        await judge(alice.site, [f], alice)


async def test_processes_restart_under_clients_that_change_doors(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    readers = [_wandering(alice, room, first) for first in TRANSPORTS]
    async with contextlib.AsyncExitStack() as stack:
        for reader in readers:
            await stack.enter_async_context(reader)
        for round in range(8):
            for n in range(5):
                await alice.post_until_answered(room, f"{round} {n}")
            await asyncio.gather(*(reader.come_back() for reader in readers))
            if round in (2, 5):
                await site.terminate(round % 2)
                await alice.post_until_answered(room, "one process is gone")
                await site.restart(round % 2)
        # A room that boils is slowed down, which is an event too.
        log = (await site.committed(room.stream))[room.stream]
        await all_reach(readers, room.stream, log[-1].position)
    await judge(site, [reader.follower for reader in readers], alice)


def _wandering(alice: Person, room: Room, first: Transport) -> Persistent:
    """A follower that comes back through the next door each time."""
    turns = itertools.cycle(TRANSPORTS)
    while next(turns) != first:
        pass
    follower = Follower(first, alice.base, alice.token, follow=[room.stream], after=room.start)
    return Persistent(follower, lambda: (next(turns), alice.base))
