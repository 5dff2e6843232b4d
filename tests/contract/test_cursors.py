"""Contract §2: a cursor is resumed, or answered with a reset, or refused; never with silence, a 500 or a hang."""

import asyncio
import itertools

import pytest

from tests.support.cursors import Cursor
from tests.support.doors import TRANSPORTS, Transport
from tests.support.people import Person, Room, judge
from tests.support.site import Site

MALFORMED = {
    "garbage": "%%%",
    "no position": "room-1",
    "words": "room-1:seven",
    "negative": "room-1:-4",
    "empty name": ":5",
    "huge number": f"room-1:{10**30}",
    "not ascii": "房间:5",
    "arabic digits": "room-1:٣",
    "spaces": "room-1: 5",
    "generation only": "zz!.room-1:5",
    "3 KB": "room-1:1," + "x" * 3000,
    "51 streams": ",".join(f"room-{n}:1" for n in range(51)),
}

#: Names that are no application's, yet could be: whatever the answer is, it comes at once.
ODD = ["room-1\x00:5", "Room-1:5", "<script>alert(1)</script>:1", "../../etc/passwd:1", "%2e%2e:1", "_control:1"]


async def test_malformed_cursors_are_refused_clearly(transport: Transport, site: Site, alice: Person) -> None:
    room = await alice.new_room()
    answers = {}
    for name, cursor in [*MALFORMED.items(), *((odd, odd) for odd in ODD)]:
        f = alice.follower(transport, room.stream)
        # Past the follower, which would choke on such a cursor itself.
        f.door.wish.after = cursor
        await f.door.open()
        await f.until(lambda f: f.closed or f.told("welcome"), timeout_s=5)
        answers[name] = f.closed
        if f.refusal:
            assert {"status", "code", "detail"} <= f.refusal.keys()
        await f.leave()
    refused = 4400 if transport == "ws" else 400
    assert {answers.pop(name) for name in ODD} <= {None, refused}
    assert answers == dict.fromkeys(MALFORMED, refused)


@pytest.mark.parametrize("where", ["ahead", "generation", "expired"])
async def test_a_cursor_that_cannot_be_resumed_is_reset(
    where: str, transport: Transport, site: Site, alice: Person
) -> None:
    room = await alice.new_room()
    after, head = await _lost(where, site, alice, room)
    for process in (0, 1):
        async with alice.follower(transport, room.stream, after=after, process=process) as f:
            await f.until(lambda f: f.resets, timeout_s=5)
            assert f.resets[0]["streams"][room.stream] == {"head": head, "reason": where}
            head = await alice.posted(room, "and on")
            await f.reach(room.stream, head, timeout_s=5)
            assert f.positions(room.stream) == [head]
        await judge(site, [f])


@pytest.mark.parametrize("where", ["ahead", "generation", "expired"])
@pytest.mark.parametrize("door", ["ws", "sse", "frame"])
async def test_a_reset_that_was_cut_off_is_told_again(where: str, door: Transport, site: Site, alice: Person) -> None:
    room = await alice.new_room()
    after, head = await _lost(where, site, alice, room)
    async with alice.follower(door, room.stream, after=after) as f:
        await f.until(lambda f: f.told("welcome"))
    opening = f.told("welcome")[0]["cursor"]
    async with alice.follower(door, room.stream, after=opening) as again:
        await again.until(lambda f: f.resets, timeout_s=5)
    assert again.resets[0]["streams"][room.stream]["head"] == head


async def _lost(where: str, site: Site, alice: Person, room: Room) -> tuple[str, int]:
    """A cursor from which this room cannot be resumed, and the head that a reset names."""
    for n in range(5):
        head = await alice.posted(room, f"{n}")
    generation = "g" + await site.do("generation")
    position = 2
    if where == "ahead":
        position = head + 1000
    elif where == "generation":
        generation = f"g{int(generation[1:], 16) ^ 1:x}"
    else:
        await site.do("prune_up_to", stream=room.stream, position=head - 1)
    return str(Cursor(generation, {room.stream: position})), head


async def test_a_new_generation_resets_those_who_are_connected(transport: Transport, site: Site, alice: Person) -> None:
    room = await alice.new_room()
    async with alice.follower(transport, room.stream, after=room.start, process=1) as f:
        await f.reach(room.stream, await alice.posted(room))
        generation = "g" + await site.do("renew_generation")
        await f.until(lambda f: f.resets or f.closed is not None, timeout_s=5)
        if not f.resets:
            await f.hop(transport, f.base)
            await f.until(lambda f: f.resets, timeout_s=5)
        assert f.resets[0]["streams"][room.stream]["reason"] == "generation"
        await f.reach(room.stream, await alice.posted(room))
    await asyncio.gather(*(_knows(alice, process, room.stream, generation) for process in (0, 1)))


async def _knows(alice: Person, process: int, stream: str, generation: str) -> None:
    """Wait until that process hands out cursors of the new generation: at the latest with its next sweep."""
    async with asyncio.timeout(2):
        while True:
            async with alice.follower("ws", stream, process=process) as fresh:
                await fresh.until(lambda f: f.told("welcome"))
            if Cursor.of(fresh.cursor or "").generation == generation:
                return
            await asyncio.sleep(0.1)


async def test_a_cursor_at_the_floor_or_the_head_is_resumed(transport: Transport, site: Site, alice: Person) -> None:
    room = await alice.new_room()
    for n in range(4):
        head = await alice.posted(room, f"{n}")
    await site.do("prune_up_to", stream=room.stream, position=2)
    for position in (2, head):
        async with alice.follower(transport, room.stream, after=f"{room.stream}:{position}") as f:
            head = await alice.posted(room, "more")
            await f.reach(room.stream, head)
        assert f.positions(room.stream) == list(range(position + 1, head + 1))
        assert not f.resets
        await judge(site, [f])


async def test_a_cursor_names_streams_that_are_not_followed(transport: Transport, site: Site, alice: Person) -> None:
    room, other = await alice.new_room(), await alice.new_room()
    async with alice.follower(transport, room.stream, after=f"{other.start},{room.start}") as f:
        await alice.posted(other)
        await f.reach(room.stream, await alice.posted(room))
    assert not f.positions(other.stream)


async def test_the_clock_ticks_and_replays_its_last_minute(site: Site, alice: Person) -> None:
    async with alice.follower("ws", "clock") as f:
        await f.until(lambda f: f.told("welcome"))
        now = Cursor.of(f.cursor or "").positions["clock"]
    await asyncio.gather(*(_hear_the_clock(alice, transport, now) for transport in TRANSPORTS))


async def _hear_the_clock(alice: Person, transport: Transport, now: int) -> None:
    async with alice.follower(transport, "clock", after=f"clock:{now - 30}") as f:
        await f.reach("clock", now + 2, timeout_s=5)
    assert f.positions("clock")[:32] == list(range(now - 29, now + 3))
    kinds = [event.type for event in f.events]
    assert set(kinds) == {"tick", "tock"}
    assert all(a != b for a, b in itertools.pairwise(kinds))
    assert not f.resets
