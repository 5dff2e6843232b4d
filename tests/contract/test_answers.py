"""A growing answer: a page taken at any piece, with the events after it, is the page loaded now (C6), on every door."""

import asyncio
import itertools
import uuid
from typing import Any

from tests.contract.test_snapshot import Page, apply, page
from tests.support.doors import TRANSPORTS
from tests.support.follower import Follower
from tests.support.people import Person, Room, judge, somebody
from tests.support.site import Site

PIECES = ["**Bec", "ause** ", "🌱", " it\r", "\nrained", " <b>&amp;", " 你好", ", @bob."]
#: A little more than the time in which pieces are told together.
BETWEEN_S = 0.3


async def a_bot(site: Site, alice: Person, room: Room) -> Person:
    made = await somebody(site, "bot")
    await site.do("make_bot", username=made.username)
    added = await alice.api()("POST", f"rooms/{room.id}/members", {"user": made.username})
    assert added.status == 201, added
    return made


async def begin(bot: Person, room: Room) -> int:
    begun = await bot.api()("POST", f"rooms/{room.id}/answers", {"client_id": str(uuid.uuid4())})
    assert (begun.status, begun.json["offset"]) == (201, 0), begun
    return int(begun.json["message"]["id"])


async def write(bot: Person, message: int, offset: int, text: str, process: int = 0) -> int:
    grown = await bot.api(process)("PATCH", f"answers/{message}", {"offset": offset, "text": text})
    assert grown.status == 200, grown
    return int(grown.json["offset"])


async def end(how: str, bot: Person, alice: Person, message: int) -> None:
    ways: dict[str, tuple[Person, str, str]] = {
        "finish": (bot, "POST", f"answers/{message}/finish"),
        "cancel": (alice, "DELETE", f"answers/{message}"),
        "remove": (alice, "DELETE", f"messages/{message}"),
    }
    who, method, path = ways[how]
    answer = await who.api()(method, path, {} if method == "POST" else None)
    assert answer.status == 200, answer


def patched(old: Page, f: Follower, position: int) -> Page:
    messages = {pk: dict(message) for pk, message in old.items()}
    for event in f.events:
        if event.position > position:
            apply(messages, event)
    return messages


async def test_an_answer_cut_anywhere_catches_up_on_every_door(site: Site, alice: Person, bob: Person) -> None:
    for how in ("finish", "cancel", "remove"):
        room = await alice.new_room("public", bob)
        bot = await a_bot(site, alice, room)
        live = [await bob.follower(transport, room.stream, after=room.start).open() for transport in TRANSPORTS]
        for f in live:
            f.read()
        pages = [await page(bob, room)]
        message, offset = await begin(bot, room), 0
        pages.append(await page(bob, room))
        for number, piece in enumerate(PIECES):
            await asyncio.sleep(BETWEEN_S)
            offset = await write(bot, message, offset, piece, number % 2)
            pages.append(await page(bob, room))
        await end(how, bot, alice, message)
        head, fresh = await page(bob, room)
        for f in live:
            await f.reach(room.stream, head)
            await f.leave()
        # Those who were cut off at each piece and come back by another door, when all is over.
        ways = itertools.cycle(TRANSPORTS)
        late = [bob.follower(next(ways), room.stream, after=f"{room.stream}:{at}") for at, _ in pages]
        for f in late:
            async with f:
                await f.reach(room.stream, head)
        for f, (position, old) in [*itertools.product(live, pages), *zip(late, pages, strict=True)]:
            assert patched(old, f, position) == fresh, f"{how}: {f.transport} from {position}"
        seen = [event for event in late[0].events if event.type == "message.growing"]
        assert seen == [], "a replay holds the pieces beside the text"


async def test_pieces_are_coalesced_and_none_is_lost(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    bot = await a_bot(site, alice, room)
    async with alice.follower("ws", room.stream, after=room.start) as f:
        message, offset = await begin(bot, room), 0
        for number in range(30):
            offset = await write(bot, message, offset, f"{number:02}")
        await f.until(lambda f: _grown(f) == "".join(f"{number:02}" for number in range(30)))
        pieces = [event for event in f.events if event.type == "message.growing"]
    assert len(pieces) < 20


def _grown(f: Follower) -> str:
    messages: Page = {}
    for event in f.events:
        if event.type.startswith("message."):
            apply(messages, event)
    return next((str(message["body"]) for message in messages.values()), "")


async def test_the_refusals_are_those_of_the_api(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    bot = await a_bot(site, alice, room)
    message = await begin(bot, room)
    await write(bot, message, 0, "Hello")
    wrong: dict[str, Any] = (await bot.api()("PATCH", f"answers/{message}", {"offset": 7, "text": "x"})).json
    assert (wrong["status"], wrong["code"], wrong["offset"]) == (409, "wrong_offset", 5)
    refused = await alice.api()("POST", f"rooms/{room.id}/answers", {"client_id": str(uuid.uuid4())})
    assert (refused.status, refused.json["code"]) == (403, "not_a_bot")
    await end("cancel", bot, alice, message)
    over = await bot.api()("PATCH", f"answers/{message}", {"offset": 5, "text": "x"})
    assert (over.status, over.json["code"]) == (409, "not_growing")
    await judge(site, [], alice)
