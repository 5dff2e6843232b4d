"""Figures and live values: on every transport, through every process, and only to those who may read them."""

import asyncio
import json
import time
from typing import Any
from uuid import uuid4

from tests.support.doors import Transport
from tests.support.follower import Follower
from tests.support.history import CUT_OFF_S, Revocation
from tests.support.http import Api
from tests.support.people import Person, Room, judge
from tests.support.site import Site

#: A value that waits for its second, a tick of the process that tells it, and a wake-up (C8).
TOLD_S = 5.0
#: A turn of five seconds, a census of three, and a machine that does other things too.
FIGURES_S = 15.0


async def publisher(site: Site, stream: str, readers: str = "everybody", process: int = 1) -> Api:
    return Api(site.bases[process], await site.do("publish_token", stream=stream, readers=readers))


async def publish(api: Api, stream: str, value: float) -> int:
    published = await api("POST", f"streams/{stream}/events", {"name": "temperature", "value": value})
    assert published.status in (201, 202), published
    return published.status


def told_last(follower: Follower) -> dict[str, Any]:
    """What the newest event says that arrived."""
    told: dict[str, Any] = json.loads(follower.events[-1].data)
    return told


async def make_busiest(person: Person, *rooms: Room) -> None:
    """Post more in each of them than was said lately in any other room; only the busiest few are told of."""
    told = (await person.api()("GET", "site/figures")).json["figures"]
    most = max([room["messages"] for room in told["rooms"]], default=0) if told else 0
    for room in rooms:
        for _ in range(most + 1):
            await person.posted(room)


async def test_values_arrive_and_the_last_of_many_wins(transport: Transport, site: Site, alice: Person) -> None:
    stream = f"live-{uuid4().hex[:8]}"
    api = await publisher(site, stream)
    async with Follower(transport, site.bases[0], follow=[stream], after=f"{stream}:0") as f:
        assert await publish(api, stream, 0) == 201
        await f.reach(stream, 1)
        for value in range(1, 20):
            await publish(api, stream, value)
        await f.until(lambda f: told_last(f)["value"] == 19, TOLD_S)
        assert len(f.events) < 10
    await judge(site, [f], alice, streams=[stream])


async def test_readers_who_are_none_any_more_are_cut_off(transport: Transport, site: Site, alice: Person) -> None:
    stream = f"live-{uuid4().hex[:8]}"
    api = await publisher(site, stream, "signed-in")
    async with Follower(transport, site.bases[0], follow=[stream]) as guest:
        assert (guest.closed or await guest.ended(timeout_s=3)) in (4403, 403)
    async with alice.follower(transport, stream, after=f"{stream}:0") as f:
        await publish(api, stream, 1)
        await f.reach(stream, 1)
        await site.do("declare", stream=stream, readers="moderators")
        revocation = Revocation(f.history.name, stream, 1, time.time())
        await f.ended(CUT_OFF_S)
        await asyncio.sleep(1)
        await publish(api, stream, 2)
    await judge(site, [f], alice, streams=[stream], revocations=[revocation])


async def test_a_token_for_publishing_follows_nothing(transport: Transport, site: Site) -> None:
    stream = f"live-{uuid4().hex[:8]}"
    api = await publisher(site, stream)
    async with Follower(transport, site.bases[0], api.token, follow=[stream]) as f:
        assert (f.closed or await f.ended(timeout_s=3)) in (4401, 401)


async def test_everybody_follows_the_figures_and_moderators_the_traffic(
    transport: Transport, site: Site, alice: Person, mona: Person
) -> None:
    async with alice.follower(transport, "moderation-traffic") as f:
        assert (f.closed or await f.ended(timeout_s=3)) in (4403, 403)
    room = await alice.new_room()
    hidden = await alice.new_room("private")
    async with (
        Follower(transport, site.bases[0], follow=["site"]) as guest,
        mona.follower(transport, "moderation-traffic", process=1) as moderator,
    ):
        await make_busiest(alice, room, hidden)
        await guest.until(lambda f: room.slug in str(f.events), FIGURES_S)
        await moderator.until(lambda f: room.slug in str(f.events), FIGURES_S)
        for f in (guest, moderator):
            assert hidden.slug not in str(f.events)
        # A process counts itself some seconds after its first follower came.
        await moderator.until(lambda f: told_last(f)["processes"] == 2, FIGURES_S)
        assert sum(told_last(moderator)["connections"].values()) > 0
    await judge(site, [guest, moderator], alice, streams=["site", "moderation-traffic"], complete=False)
