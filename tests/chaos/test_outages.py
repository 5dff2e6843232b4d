"""Redis and PostgreSQL go away and come back in mid-stream: late, but nothing lost and nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from tests.support.doors import TRANSPORTS
from tests.support.people import Person, Room, judge, known
from tests.support.persistence import Persistent, all_reach
from tests.support.postgres import Postgres
from tests.support.site import Server, Site
from tests.support.workshop import workshop


@asynccontextmanager
async def talking(site: Site) -> AsyncIterator[tuple[Person, Room]]:
    """Somebody talks all the time, one on each transport listens; at the end the checker judges."""
    alice = await known(site, "alice")
    room = await alice.new_room()
    readers = [
        Persistent(alice.follower(transport, room.stream, after=room.start, process=n % 2))
        for n, transport in enumerate(TRANSPORTS)
    ]

    async def talk() -> None:
        n = 0
        while True:
            n += 1
            await alice.post_until_answered(room, f"n {n}", process=n % 2)
            await asyncio.sleep(0.02)

    async with AsyncExitStack() as stack:
        for reader in readers:
            await stack.enter_async_context(reader)
        speech = asyncio.create_task(talk())
        yield alice, room
        speech.cancel()
        await asyncio.gather(speech, return_exceptions=True)
        await all_reach(readers, room.stream, await site.do("head", stream=room.stream))
    await judge(site, [reader.follower for reader in readers], alice)


async def _progress(alice: Person) -> None:
    """Wait until ten more posts were answered."""
    answered = sum(bool(post.answers) for post in alice.posts)
    async with asyncio.timeout(20):
        while sum(bool(post.answers) for post in alice.posts) < answered + 10:
            await asyncio.sleep(0.02)


async def test_redis_goes_and_comes_back(server: Server, endurance: int) -> None:
    async with Site.running(server=server, layer="redis", processes=2) as site:
        assert site.redis
        async with talking(site) as (alice, _):
            for _ in range(2 * endurance):
                await _progress(alice)
                site.redis.kill()
                await _progress(alice)
                site.redis.restart()
                await _progress(alice)
                site.redis.freeze()
                await _progress(alice)
                site.redis.thaw()
        site.check_logs(forgive="channels_redis")


async def test_postgres_goes_and_comes_back(server: Server, endurance: int) -> None:
    """The workshop's own cluster: the sites of other tests in this process are idle."""
    async with Site.running(server=server, database="postgres", processes=2) as site:
        cluster: Postgres = workshop().postgres
        async with talking(site) as (alice, _):
            for _ in range(2 * endurance):
                await _progress(alice)
                cluster.crash()
                await asyncio.sleep(0.5)
                cluster.restart()
                await _progress(alice)
        # A database that is gone may be complained about.
        site.new_log()
