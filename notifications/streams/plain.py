"""Small plain answers beside the streams: what time it is here, a fresh ticket, and that an upgrade got lost."""

from time import time_ns
from typing import Any

from notifications.streams import hub as hubs
from notifications.streams.encoding import encode
from notifications.streams.hub.admission import admit, fresh_ticket, read_wish, recognise_anew
from notifications.streams.refusal import Refusal, forbidden
from notifications.streams.visit import NO_CONTENT, NO_STORE, STREAM_HEADERS, answer, cors_headers, doorway, refuse

_JSON = (b"content-type", b"application/json")
_UPGRADE_REQUIRED = 426


async def _tell_time(scope: Any, _receive: Any, send: Any) -> None:
    body = encode({"now": time_ns() // 1_000_000}).encode()
    await answer(send, 200, [_JSON, *STREAM_HEADERS, *cors_headers(scope)], body)


now = doorway(_tell_time)
"""`/stream/now`: `{"now": <milliseconds since 1970>}`, by which a browser finds out how its clock differs."""


async def _renew(scope: Any, _receive: Any, send: Any) -> None:
    hub = await hubs.current()
    held = await recognise_anew(hub, scope)
    admission = await admit(hub, scope, held, read_wish(scope))
    if admission.refused:
        raise forbidden(admission.refused)
    await answer(send, NO_CONTENT, [NO_STORE, *cors_headers(scope), *fresh_ticket(hub, scope, admission.held)])


ticket = doorway(_renew)
"""`/stream/ticket?follow=…`: a fresh ticket for somebody whose connection lasts longer than the one they have."""


async def upgrade_required(scope: Any, _receive: Any, send: Any) -> None:
    """The plain answer of a WebSocket's address (RFC 9110, section 15.5.22).

    Whoever asked for a WebSocket and gets it knows that something on the way took the upgrade away.
    """
    why = "this is the address of a WebSocket; the header Upgrade did not arrive"
    headers = [(b"upgrade", b"websocket"), *cors_headers(scope)]
    await refuse(send, Refusal(_UPGRADE_REQUIRED, "upgrade_required", why), headers)
