"""Polls over a connection that is kept: from the second one on nothing need be parsed, and nothing is different."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import pytest

from tests.support.http import Result, connect, read_head, request_bytes
from tests.support.people import Person, Room
from tests.support.site import Site


class Line:
    """A connection over which one person asks again and again with the same headers."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, person: Person) -> None:
        self.reader, self.writer, self.person = reader, writer, person

    async def ask(self, what: str, **headers: str) -> Result:
        proved = {"Authorization": f"Bearer {self.person.token}", "Connection": "keep-alive"}
        base = self.person.site.bases[0]
        self.writer.write(request_bytes(base, "GET", f"/stream/poll?{what}", {**proved, **headers}))
        async with asyncio.timeout(20):
            head = await read_head(self.reader, self.writer)
            raw = await head.body()
        shown = {name: value for name, value in head.headers.items() if name != "date"}
        return Result(head.status, shown, raw, {})


@contextlib.asynccontextmanager
async def line(person: Person) -> AsyncIterator[Line]:
    reader, writer = await connect(person.site.bases[0])
    try:
        yield Line(reader, writer, person)
    finally:
        writer.transport.abort()


@pytest.fixture
async def room(alice: Person, newcomer: Person) -> Room:
    return await alice.new_room("private", newcomer)


async def standing(on: Line, room: Room) -> tuple[str, str]:
    """The cursor and the tag of somebody who has seen everything."""
    found = await on.ask(f"follow={room.stream}")
    return json.loads(found.raw)["cursor"], found.headers["etag"]


async def test_every_answer_is_like_the_first(newcomer: Person, room: Room) -> None:
    async with line(newcomer) as on:
        cursor, tag = await standing(on, room)
        what = f"follow={room.stream}&after={cursor}"
        answers = [await on.ask(what, **{"If-None-Match": tag}) for _ in range(4)]
        assert {answer.status for answer in answers} == {304}
        steady = [{**answer.headers, "next-ms": ""} for answer in answers]
        assert steady[1:] == steady[:-1]
        other = await on.ask(what, **{"If-None-Match": '"another"'})
        again = await on.ask(what, **{"If-None-Match": '"another"'})
        assert (other.status, again.status) == (200, 200)
        assert other.headers == again.headers


async def test_a_tag_that_does_not_belong_to_the_cursor_hides_nothing(
    alice: Person, newcomer: Person, room: Room
) -> None:
    async with line(newcomer) as on:
        await alice.posted(room)
        cursor, tag = await standing(on, room)
        for after in (room.start, f"g99999.{room.start}", f"{room.stream}:999999"):
            for _ in range(2):
                answer = await on.ask(f"follow={room.stream}&after={after}", **{"If-None-Match": tag})
                told = json.loads(answer.raw)
                assert told["events"] or told["reset"]
                assert (answer.status, told["cursor"]) == (200, cursor)


async def test_each_wait_is_ended_by_the_next_event(alice: Person, newcomer: Person, room: Room) -> None:
    async with line(newcomer) as on:
        cursor, _ = await standing(on, room)
        for n in range(4):
            waiting = asyncio.ensure_future(on.ask(f"follow={room.stream}&after={cursor}&wait=25"))
            await asyncio.sleep(0.3)
            position = await alice.posted(room, f"number {n}", process=1)
            told = json.loads((await waiting).raw)
            assert [event["position"] for event in told["events"]] == [position]
            cursor = told["cursor"]


async def test_a_wait_ends_by_itself(newcomer: Person, room: Room) -> None:
    async with line(newcomer) as on:
        cursor, _ = await standing(on, room)
        for _ in range(3):
            answer = await on.ask(f"follow={room.stream}&after={cursor}&wait=1")
            told = json.loads(answer.raw)
            assert (answer.status, told["events"], told["cursor"]) == (200, [], cursor)


@pytest.mark.parametrize("wait", ["", "&wait=25"])
async def test_access_that_is_taken_away_ends_them(
    site: Site, alice: Person, newcomer: Person, room: Room, wait: str
) -> None:
    async with line(newcomer) as on:
        cursor, tag = await standing(on, room)
        what = f"follow={room.stream}&after={cursor}"
        for _ in range(2):
            assert (await on.ask(what, **{"If-None-Match": tag})).status == 304
        waiting = asyncio.ensure_future(on.ask(what + wait, **{"If-None-Match": tag}))
        await asyncio.sleep(0.3)
        await site.do("kick", room=room.id, username=newcomer.username, by=alice.username)
        await asyncio.sleep(1)
        assert waiting.done()
        assert (await waiting).status == (403 if wait else 304)
        assert (await on.ask(what, **{"If-None-Match": tag})).status == 403


@pytest.mark.parametrize(
    ("what", "status"),
    [("follow=", 400), ("follow=clock&after=nonsense", 400), ("follow=clock&wait=x", 400), ("follow=room-0", 403)],
)
async def test_refusals_stay_what_they_are(newcomer: Person, what: str, status: int) -> None:
    async with line(newcomer) as on:
        answers = [await on.ask(what) for _ in range(3)]
        assert [answer.status for answer in answers] == [status] * 3
        assert answers[0].raw == answers[2].raw
