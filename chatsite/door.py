"""What every connection passes before any of our code sees it.

- `Daphne-Root-Path` is dropped and what Daphne made of it undone: it believes the header from any
  client, who could so walk round rules that go by path.
- A body over the limit is answered with 413; the servers themselves take any length. Chunks of uploads have
  a limit of their own.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import cast

from asgiref.typing import (
    ASGI3Application,
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    ASGISendEvent,
    HTTPScope,
    Scope,
    WebSocketScope,
)

from chatsite.answers import answer_json

ROOT_PATH = b"daphne-root-path"
BODY_FOLLOWS = {b"content-length", b"transfer-encoding"}
LINGER_BYTES = 16 * 1024 * 1024
LINGER_S = 5


class Door:
    """An ASGI application in front of another; `body_limit_bytes` holds for HTTP requests.

    `upload_limit_bytes` holds instead for PATCH requests below the path `uploads`. `at_once` is for the server:
    what it may ask past this door, since it has neither a body nor a root path there.
    """

    def __init__(
        self,
        application: ASGI3Application,
        *,
        body_limit_bytes: int,
        upload_limit_bytes: int,
        uploads: str,
        at_once: Mapping[str, Callable[..., bool]] | None = None,
    ) -> None:
        self.application = application
        self.body_limit_bytes = body_limit_bytes
        self.upload_limit_bytes = upload_limit_bytes
        self.uploads = uploads
        self.at_once = at_once or {}

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "lifespan":
            return await lifespan(receive, send)
        scope = without_root_path(scope)
        if scope["type"] == "http" and has_body(scope):
            return await self.limited(scope, receive, send)
        return await self.application(scope, receive, send)

    async def limited(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        is_upload = scope["method"] == "PATCH" and scope["path"].startswith(self.uploads)
        limit_bytes = self.upload_limit_bytes if is_upload else self.body_limit_bytes
        if announced_bytes(scope) > limit_bytes:
            return await refuse_body(receive, send)
        received_bytes = 0
        started = False

        async def receive_limited() -> ASGIReceiveEvent:
            nonlocal received_bytes
            event = await receive()
            if event["type"] == "http.request":
                received_bytes += len(event.get("body", b""))
                if received_bytes > limit_bytes:
                    raise BodyTooLarge
            return event

        async def send_noting(event: ASGISendEvent) -> None:
            nonlocal started
            started = True
            await send(event)

        try:
            await self.application(scope, receive_limited, send_noting)
        except BodyTooLarge:
            if not started:
                await refuse_body(receive, send)


class BodyTooLarge(Exception):
    """A body without a length turned out to be over the limit while it was read."""


def without_root_path(scope: HTTPScope | WebSocketScope) -> HTTPScope | WebSocketScope:
    if not scope.get("root_path") and not any(name.lower() == ROOT_PATH for name, _ in scope["headers"]):
        return scope
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != ROOT_PATH]
    return cast("HTTPScope | WebSocketScope", {**scope, "root_path": "", "headers": headers})


def has_body(scope: HTTPScope) -> bool:
    """Says the request's head that there is one (RFC 9112, section 6.3)?"""
    return any(name in BODY_FOLLOWS for name, _ in scope["headers"])


def announced_bytes(scope: HTTPScope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"")
    return int(length) if length.isdigit() else 0


async def refuse_body(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answers 413, after reading on for a while: a connection that is closed on unread bytes is reset, and
    the client would never see the answer."""
    unread_bytes = LINGER_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_S):
            while unread_bytes > 0 and (event := await receive())["type"] == "http.request":
                unread_bytes -= len(event.get("body", b""))
                if not event.get("more_body"):
                    break
    await answer_json(send, 413, {"status": 413, "code": "too_large", "detail": "The request is too large."})


async def lifespan(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Says yes to a server that asks whether to start or stop: nothing here needs to be told."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def no_such_socket(_scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """The answer to a WebSocket at an address that has none: the handshake fails with 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1000, "reason": ""})
