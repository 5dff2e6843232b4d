"""People who talk through the public doors, and who remember what they said and what they were answered."""

import asyncio
import contextlib
import itertools
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.support.doors import Transport
from tests.support.follower import Follower
from tests.support.history import Answer, Client, History, Post, Removal, Revocation, check
from tests.support.http import Api, Cut, Result, connect, request_bytes
from tests.support.site import Site

_numbers = itertools.count(1)


@dataclass(slots=True)
class Room:
    """A room made for one test."""

    id: int
    slug: str
    stream: str

    @property
    def start(self) -> str:
        """The cursor before its first event."""
        return f"{self.stream}:0"


@dataclass(slots=True)
class Person:
    """Somebody with a token. `posts` is what the history checker judges."""

    site: Site
    username: str
    token: str
    id: int = 0
    #: Where requests go instead of to the site's processes: a proxy.
    base: str = ""
    posts: list[Post] = field(default_factory=list)

    def api(self, process: int = 0) -> Api:
        return Api(self.base or self.site.bases[process], self.token)

    async def new_room(self, visibility: str = "public", *members: "Person") -> Room:
        slug = f"t-{uuid.uuid4().hex[:12]}"
        made = await self.api()("POST", "rooms", {"name": f"Test {slug}", "slug": slug, "visibility": visibility})
        assert made.status == 201, made
        room = Room(made.json["id"], slug, made.json["stream"])
        for member in members:
            added = await self.api()("POST", f"rooms/{room.id}/members", {"user": member.username})
            assert added.status in (200, 201), added
        return room

    async def post(self, room: Room, body: str = "hello", *, process: int = 0, client_id: str = "") -> Result:
        """Post once over HTTP and note the answer; raises Cut when there was none."""
        said = self._said(room, body, client_id)
        try:
            result = await self.api(process)(
                "POST", f"rooms/{room.id}/messages", {"client_id": said.client_id, "body": body}
            )
        except Cut:
            said.lost += 1
            raise
        said.answers.append(_answer(result.status, result.json))
        return result

    async def try_to_post(self, room: Room, body: str, *, process: int = 0, client_id: str = "") -> Result | None:
        """Post once; None when there was no answer."""
        try:
            return await self.post(room, body, process=process, client_id=client_id)
        except Cut:
            return None

    async def posted(self, room: Room, body: str = "hello", *, process: int = 0) -> int:
        """Post; the position it got."""
        result = await self.post(room, body, process=process)
        assert result.status == 201, result
        position: int = result.json["position"]
        return position

    async def post_until_answered(
        self, room: Room, body: str, *, process: int = 0, hang_up: bool = False, patience_s: float = 60
    ) -> None:
        """Say it again with the same `client_id` until there is an answer, as the outbox does.

        With `hang_up` the first try is sent and its answer not waited for.
        """
        client_id = str(uuid.uuid4())
        if hang_up:
            with contextlib.suppress(Cut, ConnectionError):
                await self._post_and_hang_up(room, body, client_id, process)
        async with asyncio.timeout(patience_s):
            while True:
                answer = await self.try_to_post(room, body, process=process, client_id=client_id)
                if answer and answer.status < 500:
                    return
                await asyncio.sleep(0.1)

    async def _post_and_hang_up(self, room: Room, body: str, client_id: str, process: int) -> None:
        api = self.api(process)
        self._said(room, body, client_id).lost += 1
        raw = json.dumps({"client_id": client_id, "body": body}).encode()
        headers = {**api.headers(), "Content-Type": "application/json"}
        _, writer = await connect(api.base)
        writer.write(request_bytes(api.base, "POST", f"/api/v1/rooms/{room.id}/messages", headers, raw))
        await writer.drain()
        await asyncio.sleep(0.01)
        writer.transport.abort()

    def _said(self, room: Room, body: str, client_id: str) -> Post:
        known = next((post for post in self.posts if client_id and post.client_id == client_id), None)
        if known is None:
            known = Post(self.username, client_id or str(uuid.uuid4()), room.stream, body)
            self.posts.append(known)
        return known

    def follower(self, transport: Transport, *streams: str, process: int = 0, **how: Any) -> Follower:
        """A follower of these streams as this person; not yet connected."""
        name = f"{self.username}-{transport}-{next(_numbers)}"
        return Follower(transport, self.site.bases[process], self.token, follow=streams, name=name, **how)


def _answer(status: int, body: Any) -> Answer:
    return Answer(status, body["position"] if status in (200, 201) else None)


async def somebody(site: Site, prefix: str = "p") -> Person:
    """A new person whom no other test knows."""
    made = await site.do("new_person", prefix=prefix)
    return Person(site, made["username"], made["token"], made["id"])


async def a_crowd(site: Site, count: int) -> list[Person]:
    """Many new people."""
    made = await site.do("new_people", count=count)
    return [Person(site, person["username"], person["token"], person["id"]) for person in made]


async def known(site: Site, username: str) -> Person:
    """One of the demo people."""
    return Person(site, username, await site.token(username))


async def judge(
    site: Site,
    followers: list[Follower],
    *people: Person,
    streams: list[str] | None = None,
    revocations: list[Revocation] | None = None,
    removals: list[Removal] | None = None,
    complete: bool = True,
) -> None:
    """Hold everything these followers and people experienced against the log; fails with the findings."""
    clients: list[Client] = []
    for follower in followers:
        follower.history.complete = complete
        clients.append(follower.history)
    named = streams or sorted({stream for follower in followers for stream in follower.follow})
    log = await site.committed(*named)
    posts = [post for person in people for post in person.posts if post.stream in log]
    found = check(History(log, clients, posts, revocations or (), removals or ()))
    assert not found, "\n".join(map(str, found))
