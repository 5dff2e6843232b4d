"""The polls as Django views: the same answers as `/stream/poll`, on the hub under ASGI and from the log under WSGI."""

import asyncio
import time
from typing import Any

import pytest

from tests.standalone.conftest import Person, Project, fresh
from tests.support.http import Result, ask


class Door:
    """A poll, wherever it is served."""

    def __init__(self, base: str, path: str) -> None:
        self.base, self.path = base, path

    async def __call__(self, query: str, who: Person | None = None, **headers: str) -> Result:
        given = {name.replace("_", "-"): value for name, value in headers.items()} | (who.headers if who else {})
        return await ask(self.base, "GET", f"{self.path}?{query}", headers=given)


@pytest.fixture(params=["beside Django", "view on the hub", "view on the log"])
def poll(request: pytest.FixtureRequest, project: Project) -> Door:
    doors = {
        "beside Django": Door(project.asgi[0], "/stream/poll"),
        "view on the hub": Door(project.asgi[0], "/django/poll"),
        "view on the log": Door(project.wsgi, "/django/poll"),
    }
    return doors[request.param]


@pytest.fixture
def long_poll(project: Project) -> Door:
    return Door(project.asgi[1], "/django/poll")


async def say(project: Project, stream: str, *texts: str) -> None:
    for text in texts:
        await project.do("append", stream=stream, text=text)


def texts(result: Result) -> list[str]:
    return [event["data"]["text"] for event in result.json["events"]]


async def soon(poll: Door, query: str, wanted: int) -> Result:
    """Ask until so many events are there: a hub may learn of them half a second later."""
    async with asyncio.timeout(3):
        while len((result := await poll(query)).json["events"]) < wanted:
            await asyncio.sleep(0.1)
        return result


async def test_what_is_new_comes_with_the_cursor_after_it(project: Project, poll: Door) -> None:
    stream = fresh()
    first = (await poll(f"follow={stream}")).json
    assert first["events"] == []
    assert first.keys() == {"cursor", "events", "heads", "signals", "reset", "more", "next_ms"}
    await say(project, stream, "one", "two")
    news = await soon(poll, f"follow={stream}&after={first['cursor']}", 2)
    assert texts(news) == ["one", "two"]
    assert [event["position"] for event in news.json["events"]] == [1, 2]
    assert news.json["events"][0].keys() == {"stream", "position", "type", "at", "data"}
    again = await poll(f"follow={stream}&after={news.json['cursor']}")
    assert (again.json["events"], again.json["cursor"]) == ([], news.json["cursor"])
    assert again.headers["cache-control"] == "no-store, no-transform"
    assert again.headers["content-encoding"] == "identity"


async def test_all_three_say_the_same(project: Project) -> None:
    one, other = fresh(), fresh()
    await say(project, one, "one")
    await say(project, other, *"abc")
    query = f"follow={one}&watch={other}&after={one}:0"
    answers: list[dict[str, Any]] = []
    for base, path in [
        (project.asgi[0], "/stream/poll"),
        (project.asgi[0], "/django/poll"),
        (project.wsgi, "/django/poll"),
    ]:
        answers.append((await ask(base, "GET", f"{path}?{query}")).json)
        del answers[-1]["next_ms"]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["heads"] == {other: {"position": 3, "unread": 0}}


async def test_nothing_new_is_said_without_a_body(project: Project, poll: Door) -> None:
    stream = fresh()
    await say(project, stream, "one")
    first = await poll(f"follow={stream}")
    query = f"follow={stream}&after={first.json['cursor']}"
    etag = (await poll(query)).headers["etag"]
    assert (await poll(query, If_None_Match=etag)).status == 304
    await say(project, stream, "two")
    await soon(poll, query, 1)
    assert (await poll(query, If_None_Match=etag)).status == 200


@pytest.mark.parametrize("cursor", ["{stream}:9", "g1.{stream}:1"])
async def test_a_cursor_of_another_history_is_reset(project: Project, poll: Door, cursor: str) -> None:
    stream = fresh()
    await say(project, stream, "one")
    reset = (await poll(f"follow={stream}&after={cursor.format(stream=stream)}")).json
    assert reset["events"] == []
    assert reset["reset"][stream]["head"] == 1
    assert reset["cursor"].endswith(f"{stream}:1")


async def test_the_clock_can_be_polled(poll: Door) -> None:
    position = int(time.time()) - 10
    clock = (await poll(f"follow=clock&after=clock:{position}")).json
    seconds = [event["position"] for event in clock["events"]]
    assert seconds == list(range(position + 1, position + 1 + len(seconds)))
    assert len(seconds) >= 9


async def test_only_the_staff_may_follow_the_staff(project: Project, poll: Door) -> None:
    boss, guest = await project.person(staff=True), await project.person()
    assert (await poll("follow=staff-room", boss)).status == 200
    refused = await poll("follow=staff-room", guest)
    assert (refused.status, refused.code) == (403, "forbidden")
    assert (await poll("follow=staff-room")).status == 403
    assert (await poll("follow=nothing-of-the-kind", boss)).status == 403


async def test_everybody_has_a_stream_of_their_own(project: Project, poll: Door) -> None:
    boss = await project.person()
    assert f"user-{boss.id}:0" in (await poll("follow=user-me", boss)).json["cursor"]
    assert (await poll("follow=user-me")).status == 401


async def test_whoever_the_project_says_it_is(project: Project) -> None:
    boss = await project.person(staff=True)
    for base in (project.asgi[0], project.wsgi):
        named = await ask(base, "GET", "/django/poll?follow=staff-room,user-me", headers={"X-Person": boss.username})
        assert named.status == 200
        assert f"user-{boss.id}:0" in named.json["cursor"]


async def test_a_session_that_ended_proves_nothing(project: Project, poll: Door) -> None:
    boss = await project.person(staff=True)
    assert (await poll("follow=staff-room", boss)).status == 200
    await project.do("sign_out", session=boss.session)
    async with asyncio.timeout(1):
        while (await poll("follow=staff-room", boss)).status != 403:
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("query", ["", "follow=", "follow=news&after=x", "follow=news&wait=soon", f"follow={'x' * 65}"])
async def test_what_makes_no_sense_is_malformed(poll: Door, query: str) -> None:
    result = await poll(query)
    assert (result.status, result.code) == (400, "malformed")


async def test_pages_of_listed_origins_may_read_the_answer(poll: Door) -> None:
    friend = await poll("follow=news", Origin="https://friend.example")
    assert friend.headers["access-control-allow-origin"] == "https://friend.example"
    assert friend.headers["access-control-allow-credentials"] == "true"
    stranger = await poll("follow=news", Origin="https://stranger.example")
    assert "access-control-allow-origin" not in stranger.headers
    preflight = await ask(poll.base, "OPTIONS", poll.path, headers={"Origin": "https://friend.example"})
    assert preflight.status == 204
    assert "last-event-id" in preflight.headers["access-control-allow-headers"]


async def test_a_long_poll_waits_for_what_is_said(project: Project, long_poll: Door) -> None:
    stream = fresh()
    cursor = (await long_poll(f"follow={stream}")).json["cursor"]
    waiting = asyncio.create_task(long_poll(f"follow={stream}&after={cursor}&wait=20"))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    await say(project, stream, "hello")
    async with asyncio.timeout(2):
        assert texts(await waiting) == ["hello"]


async def test_a_long_poll_ends_with_its_time(project: Project, long_poll: Door) -> None:
    stream = fresh()
    started = time.monotonic()
    assert (await long_poll(f"follow={stream}&wait=2")).json["events"] == []
    assert 1.5 < time.monotonic() - started < 4


async def test_a_long_poll_hears_of_the_end_of_its_session(project: Project, long_poll: Door) -> None:
    boss = await project.person(staff=True)
    cursor = (await long_poll("follow=staff-room", boss)).json["cursor"]
    waiting = asyncio.create_task(long_poll(f"follow=staff-room&after={cursor}&wait=20", boss))
    await asyncio.sleep(0.3)
    await project.do("sign_out", session=boss.session)
    async with asyncio.timeout(2):
        assert (await waiting).status == 401


async def test_without_a_hub_nothing_is_waited_for(project: Project) -> None:
    started = time.monotonic()
    assert (await ask(project.wsgi, "GET", "/django/poll?follow=news&wait=20")).status == 200
    assert time.monotonic() - started < 5


async def test_more_than_fits_is_told_in_turns(project: Project) -> None:
    stream = fresh()
    await project.do("append_many", stream=stream, count=600)
    poll = Door(project.wsgi, "/django/poll")
    first = await poll(f"follow={stream}&after={stream}:0")
    assert (len(first.json["events"]), first.json["more"], first.json["next_ms"]) == (512, True, 0)
    rest = await poll(f"follow={stream}&after={first.json['cursor']}")
    assert (len(rest.json["events"]), rest.json["more"]) == (88, False)
