"""A stream that is over for good, its room archived: whoever missed something hears it first, and then the end."""

from tests.support.doors import Transport
from tests.support.people import Person, Room, judge
from tests.support.site import Site

#: How it ends for those who were told the rest, and for whoever comes when nothing is left.
ENDS: dict[Transport, tuple[int, int]] = {
    "ws": (1000, 1000),
    "sse": (200, 204),
    "frame": (200, 204),
    "long": (204, 204),
    "short": (204, 204),
}


async def _archived(alice: Person) -> tuple[Room, int]:
    """A room with a last word, and its head."""
    room = await alice.new_room()
    await alice.posted(room, "the last word")
    answer = await alice.api()("PATCH", f"rooms/{room.id}", {"archived": True})
    assert answer.status == 200
    head = (await alice.api()("GET", f"rooms/{room.id}")).json["position"]
    return room, head


async def test_what_was_missed_is_heard_before_the_end(transport: Transport, site: Site, alice: Person) -> None:
    room, head = await _archived(alice)
    followers = []
    for process in (0, 1):
        async with alice.follower(transport, room.stream, after=room.start, process=process) as f:
            assert await f.ended() == ENDS[transport][0]
            assert f.positions(room.stream) == list(range(1, head + 1))
            followers.append(f)
        async with alice.follower(transport, room.stream, after=f.cursor, process=process) as again:
            assert await again.ended() == ENDS[transport][1]
            assert not again.events
    await judge(site, followers)


async def test_whoever_has_no_cursor_has_missed_nothing(transport: Transport, site: Site, alice: Person) -> None:
    room, _ = await _archived(alice)
    async with alice.follower(transport, room.stream) as f:
        assert await f.ended() == ENDS[transport][1]
        assert not f.events


async def test_a_cursor_that_cannot_be_resumed_is_reset_before_the_end(
    transport: Transport, site: Site, alice: Person
) -> None:
    room, head = await _archived(alice)
    async with alice.follower(transport, room.stream, after=f"{room.stream}:{head + 1000}") as f:
        await f.ended()
    assert f.resets[0]["streams"][room.stream] == {"head": head, "reason": "ahead"}
