"""Bad networks: bytes come late, one by one, not at all or only at the end; nothing is lost, nothing comes twice."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.doors import TRANSPORTS, Transport
from tests.support.follower import Follower
from tests.support.people import Person, Room, judge, known
from tests.support.persistence import Persistent, all_reach
from tests.support.proxy import Fault, Proxy
from tests.support.site import Server, Site

every_transport = pytest.mark.parametrize("transport", TRANSPORTS)

#: After so many bytes of an answer it is cut: from inside the head, over the padding and between
#: the opening and the first event, to inside the events.
CUTS = range(1, 5200, 130)


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def site_of_a_server(request: pytest.FixtureRequest) -> Iterator[Site]:
    server: Server = request.param
    with Site(server, layer="memory") as site:
        yield site
        site.check_logs()


@pytest.fixture
async def proxy(site_of_a_server: Site) -> AsyncIterator[Proxy]:
    async with Proxy(site_of_a_server.bases[0]) as proxy:
        yield proxy


@pytest.fixture
async def alice(site_of_a_server: Site) -> Person:
    return await known(site_of_a_server, "alice")


@pytest.fixture
async def room(alice: Person) -> Room:
    room = await alice.new_room()
    for n in range(4):
        await alice.posted(room, f"{n} 你好")
    return room


def through(proxy: Proxy, alice: Person, transport: Transport, room: Room) -> Follower:
    return Follower(transport, proxy.base, alice.token, follow=[room.stream], after=room.start)


@every_transport
@pytest.mark.parametrize("fault", [Fault(chunk=1), Fault(delay_s=0.3)], ids=["byte by byte", "late"])
async def test_slow_networks_only_cost_time(
    fault: Fault, transport: Transport, proxy: Proxy, alice: Person, room: Room
) -> None:
    proxy.fault = fault
    async with through(proxy, alice, transport, room) as f:
        await f.reach(room.stream, 5)
        await f.reach(room.stream, await alice.posted(room, "live"))
    await judge(alice.site, [f], alice)


@every_transport
async def test_a_cut_anywhere_is_resumed_exactly(transport: Transport, proxy: Proxy, alice: Person, room: Room) -> None:
    f = through(proxy, alice, transport, room)
    for cut_after in CUTS:
        proxy.fault = Fault(cut_after=cut_after)
        await f.open()
        await f.until(lambda f: f.closed is not None or f.positions(room.stream)[-1:] == [5])
        await f.leave()
        if f.positions(room.stream)[-1:] == [5]:  # begin again from the start
            await judge(alice.site, [f], alice)
            f = through(proxy, alice, transport, room)
    proxy.fault = Fault()
    await f.open()
    await f.reach(room.stream, await alice.posted(room, "live"))
    await f.leave()
    await judge(alice.site, [f], alice)


@every_transport
async def test_gateways_that_fail_now_and_then(transport: Transport, proxy: Proxy, alice: Person, room: Room) -> None:
    turns = iter([Fault(status=502), Fault(status=503), Fault(swallow=True), Fault(refuse_upgrade=True)])
    proxy.choose = lambda head: next(turns, Fault())
    async with Persistent(through(proxy, alice, transport, room)) as reader:
        await all_reach([reader], room.stream, await alice.posted(room, "through at last"))
    assert reader.connections > 3
    await judge(alice.site, [reader.follower], alice)


async def test_a_proxy_that_holds_everything_back(proxy: Proxy, alice: Person, room: Room) -> None:
    """Streams stay mute behind it; the polls get through, and go on where the stream stood."""
    proxy.choose = lambda head: Fault(buffer=b"/stream/" in head)
    # It lets go of an answer when the connection ends, for which a poll that is kept alive would wait.
    proxy.one_each = True
    streams: list[Transport] = ["sse", "frame"]
    polls: list[Transport] = ["long", "short"]
    for mute in streams:
        f = through(proxy, alice, mute, room)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(f.open(), 1)
        await f.leave()
        for transport in polls:
            await f.hop(transport, proxy.base)
            await f.reach(room.stream, await alice.posted(room, f"{mute} {transport}"))
        await f.leave()
        await judge(alice.site, [f], alice)
