"""Echo (`/stream/echo`): what one sends comes back, as text or as bytes.

Over a WebSocket; where the network lets none through, a POST gets its own body back. It follows no stream and
stores nothing: it is for trying out what a connection can do.
"""

import logging
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from notifications.streams import handshake
from notifications.streams import hub as hubs
from notifications.streams.hub.admission import recognise
from notifications.streams.limits import Rate, Seat
from notifications.streams.plain import upgrade_required
from notifications.streams.refusal import Refusal
from notifications.streams.visit import STREAM_HEADERS, answer, cors_headers, refuse

logger = logging.getLogger(__name__)

# As in any other frame.
MAX_BYTES = 64 * 1024
TOO_BIG, TRY_LATER, TOO_MANY = 1009, 1013, 4429

# Whatever came back is bytes to a browser, and no page.
_BYTES = [(b"content-type", b"application/octet-stream"), (b"content-security-policy", b"sandbox")]


class EchoConsumer(AsyncWebsocketConsumer):
    """One WebSocket that says everything back; origin, number and rate are limited as those of other sockets."""

    channel_layer_alias = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Live the whole life of a connection."""
        await receive()
        try:
            held = await recognise(await hubs.current(), scope)
            if not handshake.may_connect(scope, held):
                await send({"type": "websocket.close"})
                return
            with Seat(scope, held.viewer):
                await send({"type": "websocket.accept"})
                code = await _echo(receive, send)
        except Refusal as refusal:
            await handshake.fail(scope, send, refusal)
            return
        except (DatabaseError, InterfaceError) as error:
            logger.warning("log_unreadable: %r", error)
            await send({"type": "websocket.accept"})
            code = TRY_LATER
        if code is not None:
            await send({"type": "websocket.close", "code": code})


async def _echo(receive: Any, send: Any) -> int | None:
    """Say everything back until the client leaves; the code to close with if that is for us to do."""
    most = getattr(settings, "COMMAND_RATE", None)
    rate = Rate(*most) if most else None
    while (message := await receive())["type"] == "websocket.receive":
        text = message.get("text")
        content = {"bytes": message.get("bytes") or b""} if text is None else {"text": text}
        if len(content.get("bytes") or (text or "").encode()) > MAX_BYTES:
            return TOO_BIG
        if rate and rate.take():
            return TOO_MANY
        await send({"type": "websocket.send", **content})
    return None


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """A POST gets its body back; a GET was to be a WebSocket."""
    if scope["method"] != "POST":
        await upgrade_required(scope, receive, send)
        return
    cors = cors_headers(scope)
    try:
        body = await _body(receive)
    except Refusal as refusal:
        await refuse(send, refusal, cors)
        return
    await answer(send, 200, [*_BYTES, *STREAM_HEADERS, *cors], body)


async def _body(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
        if len(body) > MAX_BYTES:
            raise Refusal(413, "too_large", f"at most {MAX_BYTES} bytes come back")
    return body
