"""Long and short poll (`/stream/poll`): what is new since the cursor, now or soon (contract §3)."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from typing import Any, ClassVar

from asgiref.sync import sync_to_async
from django.conf import settings

from notifications.streams.entry import Batch
from notifications.streams.hub import Ending, Follower
from notifications.streams.hub.admission import read_wish
from notifications.streams.hub.direct import read_news
from notifications.streams.hub.news import News, collect
from notifications.streams.identity import header, proof, prove
from notifications.streams.limits import client_address
from notifications.streams.refusal import Refusal, forbidden, malformed, unknown
from notifications.streams.signals import Signal
from notifications.streams.visit import (
    NO_CONTENT,
    NO_STORE,
    NOT_MODIFIED,
    STREAM_HEADERS,
    Headers,
    Visit,
    answer,
    cors_headers,
    door,
    doorway,
)

MAX_WAIT_S = 55
# Spreads the ends of polls that began together.
_JITTER = 0.1
_SECONDS = re.compile("[0-9]{1,6}")


class Waiter:
    """The transport of a follower that waits for something to happen."""

    name: ClassVar[str] = "long-poll"
    all_or_nothing: ClassVar[bool] = True

    def __init__(self) -> None:
        self.happened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.refusal: Refusal | None = None

    def at_once(self, batch: Batch) -> bool:
        """Something was said."""
        self._wake()
        return True

    async def events(self, batch: Batch) -> None:
        """Something was said before it began to wait."""
        self._wake()

    async def reset(self, streams: Mapping[str, Mapping[str, Any]]) -> None:
        """What the client knows is out of date."""
        self._wake()

    async def heads(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """A watched stream has grown."""
        self._wake()

    async def signal(self, signal: Signal) -> None:
        """Somebody is typing, or the like: nothing to answer for, it goes with what comes next."""

    async def unfollowed(self, streams: list[str], reason: str) -> None:
        """Access was taken away: the poll is answered with 403 at once."""
        self.refusal = forbidden(streams)
        self._wake()

    async def beat(self) -> None:
        """Polls need no sign of life."""

    async def end(self, ending: Ending) -> None:
        """The poll is answered now: 401 if the session has ended, else with what there is."""
        if ending is Ending.SESSION:
            self.refusal = unknown()
        self._wake()

    def _wake(self) -> None:
        if not self.happened.done():
            self.happened.set_result(None)


async def _serve(visit: Visit) -> None:
    wait_s = _wait_s(visit.wish.given.get("wait", "0"))
    news = await collect(visit)
    if wait_s and not news.urgent:
        if not await _wait(visit, wait_s):
            return
        news = await collect(visit)
    if not wait_s:
        _count(visit, news.next_ms)
    await visit.answer(*_answer(visit.scope, news, polled_again_at_once=bool(wait_s)))


def _count(visit: Visit, next_ms: int) -> None:
    scope, viewer = visit.scope, visit.admission.viewer
    who = (proof(scope), client_address(scope), header(scope, b"user-agent"))
    visit.hub.polled(who, guest=viewer.user_id is None, next_ms=next_ms)


async def _wait(visit: Visit, wait_s: float) -> bool:
    """Wait for something to happen; False if the client hung up meanwhile."""
    waiter = Waiter()
    admission = visit.admission
    follower = Follower(visit.hub, admission.viewer, waiter)
    visit.hub.join(follower, admission.positions, admission.watching)
    # What they are now is in the answer that was found to be empty.
    follower.stale_heads.clear()
    follower.release()
    gone = asyncio.ensure_future(visit.gone())
    try:
        await asyncio.wait({gone, waiter.happened}, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        if waiter.refusal:
            raise waiter.refusal
        return not gone.done()
    finally:
        gone.cancel()
        follower.close()


def _answer(scope: Any, news: News, *, polled_again_at_once: bool) -> tuple[int, Headers, bytes]:
    next_ms = 0 if news.more or polled_again_at_once else news.next_ms
    tag = news.etag
    etag = (b"etag", tag.encode())
    if not polled_again_at_once and header(scope, b"if-none-match") == tag:
        return NOT_MODIFIED, [etag, (b"next-ms", str(next_ms).encode())], b""
    body = news.as_json(next_ms).encode()
    return 200, [(b"content-type", b"application/json"), etag], body


def _wait_s(text: str) -> float:
    if not _SECONDS.fullmatch(text):
        raise malformed("wait is a number of seconds")
    longest = min(int(text), MAX_WAIT_S, getattr(settings, "LONG_POLL_MAX_S", MAX_WAIT_S))
    return longest * (1 - _JITTER * secrets.randbelow(1000) / 1000)


async def _enter_log(scope: Any, receive: Any, send: Any) -> None:
    wish = read_wish(scope)
    _wait_s(wish.given.get("wait", "0"))
    if not wish.names:
        raise malformed("name the streams to follow")
    viewer = await sync_to_async(prove)(scope)
    news = await sync_to_async(read_news)(viewer, wish)
    cors = cors_headers(scope)
    if news is None:
        await answer(send, NO_CONTENT, [*cors, NO_STORE])
        return
    status, headers, body = _answer(scope, news, polled_again_at_once=False)
    await answer(send, status, [*headers, *STREAM_HEADERS, *cors], body)


poll = door(_serve)
poll_log = doorway(_enter_log)
"""The short poll where no hub can run: it reads the log itself, and never waits."""
