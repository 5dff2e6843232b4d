"""Opening a WebSocket: who may, and how it is refused before it is open (contract §3)."""

from typing import Any

from notifications.streams.hub.passes import Pass
from notifications.streams.identity import header
from notifications.streams.origins import is_ours
from notifications.streams.refusal import Refusal


def may_connect(scope: Any, held: Pass) -> bool:
    """Does the handshake come from a page of ours, or from a program with a token?"""
    origin = header(scope, b"origin")
    return is_ours(scope, origin) if origin else held.viewer.bearer


async def fail(scope: Any, send: Any, refusal: Refusal) -> None:
    """Answer the handshake with a status, where the server can; else it fails with 403."""
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close"})
        return
    headers = [(b"retry-after", str(refusal.retry_after or 1).encode())]
    await send({"type": "websocket.http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b""})
