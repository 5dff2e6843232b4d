"""One HTTP request to a stream: what SSE, the polls and the forever frame have in common.

Plain ASGI: no thread and no database connection is held while a stream is open.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import DatabaseError, InterfaceError

from notifications.streams import hub as hubs
from notifications.streams.encoding import encode
from notifications.streams.framing import answering, whole
from notifications.streams.hub import Hub
from notifications.streams.hub.admission import (
    Admission,
    Wish,
    admit,
    fresh_ticket,
    read_wish,
    recognise,
)
from notifications.streams.identity import header
from notifications.streams.limits import Seat
from notifications.streams.origins import is_listed
from notifications.streams.refusal import Refusal, busy, forbidden, malformed

logger = logging.getLogger(__name__)

Headers = list[tuple[bytes, bytes]]

NO_CONTENT, NOT_MODIFIED = 204, 304

NO_STORE = (b"cache-control", b"no-store")
# What keeps proxies from buffering and Django's GZip away (a compressed stream shows a
# browser its first event and then nothing).
STREAM_HEADERS: Headers = [
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"content-encoding", b"identity"),
    (b"x-content-type-options", b"nosniff"),
]
_VARY: Headers = [(b"vary", b"Origin")]
_PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, OPTIONS"),
    (b"access-control-allow-headers", b"authorization, cache-control, if-none-match, last-event-id"),
    (b"access-control-max-age", b"600"),
]


@dataclass(slots=True)
class Visit:
    """Somebody who was let in, and the way to answer them."""

    hub: Hub
    scope: Any
    receive: Any
    send: Any
    wish: Wish
    admission: Admission
    headers: Headers

    async def start(self, status: int, headers: Headers) -> None:
        """Begin the answer."""
        await self.send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [*headers, *STREAM_HEADERS, *self.headers],
            }
        )

    async def write(self, body: bytes, *, more: bool = True) -> None:
        """A piece of the answer's body."""
        body = b"" if self.is_head else body
        await self.send({"type": "http.response.body", "body": body, "more_body": more})

    async def gone(self) -> None:
        """Return when the client has hung up."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    @property
    def is_head(self) -> bool:
        """Is only asked how the answer would begin?"""
        return bool(self.scope["method"] == "HEAD")

    @property
    def is_common(self) -> bool:
        """Is nothing in the head of the answer for this client alone?"""
        return self.headers == _VARY

    def framed(self, status: int, headers: Headers, body: bytes = b"") -> bytes:
        """A whole answer as it goes over the wire."""
        return whole(status, _measured(status, [*headers, *STREAM_HEADERS, *self.headers], body), body)

    async def answer(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """A whole answer."""
        await self._reply(status, [*headers, *STREAM_HEADERS, *self.headers], body)

    async def refuse(self, refusal: Refusal) -> None:
        """Access was taken away."""
        await self._reply(*_refused(refusal, cors_headers(self.scope)))

    async def _reply(self, status: int, headers: Headers, body: bytes) -> None:
        direct = answering(self.scope)
        if direct is None or not direct(whole(status, _measured(status, headers, body), body)):
            await answer(self.send, status, headers, body)


async def refuse(send: Any, refusal: Refusal, headers: Headers) -> None:
    """Answer `{"status", "code", "detail"}`."""
    await answer(send, *_refused(refusal, headers))


def _refused(refusal: Refusal, headers: Headers) -> tuple[int, Headers, bytes]:
    headers = [*headers, (b"content-type", b"application/json"), NO_STORE]
    if refusal.retry_after is not None:
        headers.append((b"retry-after", str(round(refusal.retry_after) or 1).encode()))
    return refusal.status, headers, encode(refusal.as_json()).encode()


def door(
    serve: Callable[[Visit], Awaitable[None]],
    *,
    read: Callable[[Any], Wish] = read_wish,
    refuse: Callable[[Any, Refusal, Headers], Awaitable[None]] = refuse,
) -> Any:
    """The ASGI application that lets visitors in and has `serve` answer them.

    Args:
        read: finds out what the request of an ASGI scope asks for.
        refuse: answers refusals, usually in JSON with the statuses of contract §3.
    """
    return doorway(partial(_enter, serve, read), refuse)


def doorway(
    enter: Callable[[Any, Any, Any], Awaitable[None]],
    refuse: Callable[[Any, Refusal, Headers], Awaitable[None]] = refuse,
) -> Any:
    """What every door does whoever answers behind it: preflights, methods, refusals."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "OPTIONS":
            await answer(send, NO_CONTENT, [*_PREFLIGHT, *cors_headers(scope)])
            return
        try:
            if scope["method"] not in ("GET", "HEAD"):
                raise Refusal(405, "method_not_allowed", "streams are read with GET")
            await enter(scope, receive, send)
        except Refusal as refusal:
            await refuse(send, refusal, cors_headers(scope))
        except (DatabaseError, InterfaceError) as error:
            logger.warning("log_unreadable: %r", error)
            await refuse(send, busy(), cors_headers(scope))

    return application


async def _enter(
    serve: Callable[[Visit], Awaitable[None]],
    read: Callable[[Any], Wish],
    scope: Any,
    receive: Any,
    send: Any,
) -> None:
    hub = await hubs.current()
    held = await recognise(hub, scope)
    wish = read(scope)
    if not wish.names:
        raise malformed("name the streams to follow")
    with Seat(scope, held.viewer):
        admission = await admit(hub, scope, held, wish)
        if admission.refused:
            raise forbidden(admission.refused)
        cors = cors_headers(scope)
        if admission.over:
            await answer(send, NO_CONTENT, [*cors, NO_STORE])
            return
        ticket = fresh_ticket(hub, scope, admission.held)
        await serve(Visit(hub, scope, receive, send, wish, admission, [*cors, *ticket]))


def cors_headers(scope: Any) -> Headers:
    """What lets the pages of listed origins, and of no other, read the answer."""
    origin = header(scope, b"origin")
    if not origin or not is_listed(origin):
        return _VARY
    return [
        *_VARY,
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", b"ETag, Next-Ms, Retry-After"),
    ]


async def answer(send: Any, status: int, headers: Headers, body: bytes = b"") -> None:
    """A whole answer."""
    await send({"type": "http.response.start", "status": status, "headers": _measured(status, headers, body)})
    await send({"type": "http.response.body", "body": body})


def _measured(status: int, headers: Headers, body: bytes) -> Headers:
    if status in (NO_CONTENT, NOT_MODIFIED):
        return headers
    return [*headers, (b"content-length", b"%d" % len(body))]
