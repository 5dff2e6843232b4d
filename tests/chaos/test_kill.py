"""kill -9 in the middle of everything: every acknowledged message exists once, every follower has exactly the log."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from tests.support.doors import TRANSPORTS
from tests.support.people import Person, Room, a_crowd, judge, known
from tests.support.persistence import Persistent, all_reach
from tests.support.site import Server, Site
from tests.support.workshop import Database

POSTS_EACH = 10


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_a_kill_in_the_middle_of_200_posts(server: Server, database: Database, endurance: int) -> None:
    """20 clients say 10 things each and repeat them until answered; a quarter hangs up before it reads the answer."""
    async with Site.running(server=server, database=database) as site:
        alice, people = await known(site, "alice"), await a_crowd(site, 20)
        room = await alice.new_room()
        readers = [Persistent(alice.follower(transport, room.stream, after=room.start)) for transport in TRANSPORTS]
        async with AsyncExitStack() as stack:
            for reader in readers:
                await stack.enter_async_context(reader)
            for _ in range(endurance):
                await asyncio.gather(_kill_in_the_middle(site, people), *(_talk(person, room) for person in people))
            head = await site.do("head", stream=room.stream)
            await all_reach(readers, room.stream, head)
        assert await site.do("messages", room=room.id) == sum(len(person.posts) for person in people)
        await judge(site, [reader.follower for reader in readers], *people)


async def _talk(person: Person, room: Room) -> None:
    for n in range(POSTS_EACH):
        await person.post_until_answered(room, f"{person.username} says {n}", hang_up=n % 4 == 0)


async def _kill_in_the_middle(site: Site, people: list[Person]) -> None:
    said = sum(len(person.posts) for person in people)
    while sum(len(person.posts) for person in people) < said + len(people) * POSTS_EACH // 2:
        await asyncio.sleep(0.005)
    site.kill()
    await site.restart()
