"""Many followers in one process: everybody gets everything, and they cost neither threads nor connections."""

import asyncio
import time

from tests.support.doors import TRANSPORTS
from tests.support.follower import Follower
from tests.support.people import judge, known
from tests.support.persistence import Persistent, all_reach
from tests.support.proxy import Proxy
from tests.support.site import Server, Site

FOLLOWERS, MESSAGES = 1000, 100
#: Connecting takes turns, or the backlog of the listening socket overflows.
AT_ONCE = 50
CUT_EVERY_S = 2.0


async def _gather(followers: list[Follower]) -> None:
    turns = asyncio.Semaphore(AT_ONCE)

    async def connect(follower: Follower) -> None:
        async with turns:
            await follower.open()
        assert follower.closed is None, follower.closed

    await asyncio.gather(*map(connect, followers))


async def test_a_thousand_followers_miss_nothing(server: Server) -> None:
    async with Site.running(server=server) as site:
        alice = await known(site, "alice")
        room = await alice.new_room()
        followers = [alice.follower("ws", room.stream, after=room.start) for _ in range(FOLLOWERS)]
        await _gather(followers)
        for f in followers:
            f.read()
        for n in range(MESSAGES // 10):
            await asyncio.gather(*(alice.posted(room, f"{n} {m}") for m in range(10)))
        head = await site.do("head", stream=room.stream)
        await asyncio.gather(*(f.reach(room.stream, head, timeout_s=60) for f in followers))
        assert all(f.positions(room.stream) == list(range(1, head + 1)) for f in followers)
        await judge(site, followers[:100], alice)
        for f in followers:
            await f.leave()


async def test_thousands_of_streams_and_polls_need_no_thread_each(server: Server) -> None:
    """2,000 SSE streams and 2,000 long polls in one process, counted from outside: /proc and the database itself."""
    async with Site.running(server=server, database="postgres") as site:
        alice = await known(site, "alice")
        room = await alice.new_room()
        await alice.posted(room)
        async with alice.follower("sse", room.stream, after=room.start) as f:
            await f.reach(room.stream, 2)
        before = site.threads(), await site.do("database_connections")
        followers = [
            Follower(transport, site.bases[0], follow=[room.stream], after=f"{room.stream}:2")
            for transport in ("sse", "long")
            for _ in range(2000)
        ]
        await _gather(followers)
        for f in followers:
            f.read()
        await asyncio.sleep(2)
        threads, connections = site.threads(), await site.do("database_connections")
        position = await alice.posted(room, "to all of you")
        await asyncio.gather(*(f.reach(room.stream, position, timeout_s=30) for f in followers))
        # The pool of readers may grow to its few; nothing grows with the followers.
        assert threads <= before[0] + 8, f"{before[0]} threads before, {threads} with 4,000 followers"
        assert connections <= before[1] + 8, f"{before[1]} connections before, {connections} with 4,000 followers"
        for f in followers:
            await f.leave()


async def test_everybody_is_cut_every_two_seconds_and_misses_nothing(server: Server, endurance: int) -> None:
    """The drop test: all transports side by side."""
    async with Site.running(server=server) as site, Proxy(site.bases[0]) as proxy:
        alice = await known(site, "alice")
        room = await alice.new_room()
        readers = [
            Persistent(Follower(t, proxy.base, alice.token, follow=[room.stream], after=room.start))
            for t in TRANSPORTS * 4
        ]
        for reader in readers:
            await reader.__aenter__()
        for _ in range(3 * endurance):
            until = time.monotonic() + CUT_EVERY_S
            while time.monotonic() < until:
                await alice.posted(room)
                await asyncio.sleep(0.02)
            proxy.cut()
        await all_reach(readers, room.stream, await site.do("head", stream=room.stream))
        for reader in readers:
            await reader.stop()
        assert all(reader.connections > 2 for reader in readers if reader.follower.transport in ("ws", "sse", "frame"))
        await judge(site, [reader.follower for reader in readers], alice)
