"""C6: the page of a room at position p, with the events after p applied, equals the page loaded now."""

import asyncio
import json
import random
from typing import Any

from tests.support.doors import TRANSPORTS
from tests.support.follower import Follower
from tests.support.history import Event
from tests.support.people import Person, Room, judge
from tests.support.site import Site

Page = dict[int, dict[str, Any]]

#: What a snapshot knows about its reader and an event cannot.
OF_THE_VIEWER = {"liked"}


async def page(person: Person, room: Room) -> tuple[int, Page]:
    """The newest messages by id, and the position they reflect."""
    answer = (await person.api()("GET", f"rooms/{room.id}/messages?limit=100")).json
    return answer["position"], {m["id"]: _shared(m) for m in answer["messages"]}


def _shared(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name not in OF_THE_VIEWER}


def apply(messages: Page, event: Event) -> None:
    """What a client does with an event: absolute state is put in its place."""
    data = json.loads(event.data)
    match event.type:
        case "message.posted" | "message.edited" | "message.finished" | "message.removed" | "message.restored":
            messages[data["message"]["id"]] = _shared(data["message"])
        case "message.growing":
            message = messages[data["message"]]
            message["body"] = message["body"][: data["offset"]] + data["text"]
        # What was said and taken away since comes as redacted, the likes it had meanwhile as they were.
        case "message.liked" | "message.unliked" if data["message"] in messages:
            messages[data["message"]]["likes"] = data["likes"]


async def test_an_old_page_with_its_events_is_the_new_page(site: Site, alice: Person, bob: Person) -> None:
    room = await alice.new_room("public", bob)
    chance = random.Random(1)
    pages = [await page(bob, room)]
    followers = []
    for transport in TRANSPORTS:
        f = bob.follower(transport, room.stream, after=room.start)
        followers.append(await f.open())
        f.read()
    for step in range(40):
        await _do_something(chance, room, alice, bob, step)
        if step % 8 == 0:
            pages.append(await page(bob, room))
    head, fresh = await page(bob, room)
    for f in followers:
        await f.reach(room.stream, head)
        await f.leave()
        for position, old in pages:
            patched = {pk: dict(message) for pk, message in old.items()}
            for event in f.events:
                if event.position > position:
                    apply(patched, event)
            assert patched == fresh, f"{f.transport} from {position}"
    await judge(site, followers, alice, bob)


async def _do_something(chance: random.Random, room: Room, alice: Person, bob: Person, step: int) -> None:
    if step < 5 or chance.random() < 0.4:
        await chance.choice([alice, bob]).posted(room, f"step {step} *with* <tags> & 你好")
        return
    _, messages = await page(alice, room)
    pk = chance.choice([pk for pk, message in messages.items() if not message["removed_at"]])
    author = alice if messages[pk]["author"]["username"] == "alice" else bob
    match chance.choice(["like", "unlike", "edit", "remove"]):
        case "like":
            await chance.choice([alice, bob]).api()("PUT", f"messages/{pk}/like")
        case "unlike":
            await chance.choice([alice, bob]).api()("DELETE", f"messages/{pk}/like")
        case "edit":
            assert (await author.api()("PATCH", f"messages/{pk}", {"body": f"edited at {step}"})).status == 200
        case "remove":
            assert (await author.api()("DELETE", f"messages/{pk}")).status in (200, 204)


async def test_a_page_taken_while_others_talk_hides_and_repeats_nothing(site: Site, alice: Person, bob: Person) -> None:
    room = await alice.new_room("public", bob)

    async def talk(person: Person) -> None:
        for n in range(15):
            await person.posted(room, f"{n}", process=n % 2)

    async def look() -> list[tuple[int, Page]]:
        seen = []
        for _ in range(10):
            seen.append(await page(bob, room))
            await asyncio.sleep(0.02)
        return seen

    _, _, pages = await asyncio.gather(talk(alice), talk(bob), look())
    head, fresh = await page(bob, room)
    async with Follower("ws", site.bases[1], bob.token, follow=[room.stream], after=room.start) as f:
        await f.reach(room.stream, head)
    for position, old in pages:
        patched = dict(old)
        for event in f.events:
            if event.position > position:
                apply(patched, event)
        assert patched == fresh, f"from {position}"
