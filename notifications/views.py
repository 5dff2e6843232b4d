"""Polls as ordinary Django views, for projects that only include the addresses of this application."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse

from notifications.streams import identity
from notifications.streams.transports import polling
from notifications.streams.viewer import Viewer


async def poll(request: HttpRequest) -> HttpResponse:
    """What is new since the cursor; the answers of `/stream/poll` (contract §3), for `request.user`.

    Under ASGI it waits on the hub if it is asked to; under WSGI it reads the log and answers at once.
    """
    scope = await sync_to_async(_scope)(request)
    return await _answer(polling.poll if isinstance(request, ASGIRequest) else polling.poll_log, scope)


async def _answer(application: Any, scope: MutableMapping[str, Any]) -> HttpResponse:
    """Have an ASGI application answer, to somebody whose hanging up Django notices by itself."""
    said: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    await application(scope, asyncio.Event().wait, send)
    start, *bodies = said
    response = HttpResponse(b"".join(body["body"] for body in bodies), status=start["status"])
    del response["Content-Type"]
    for name, value in start["headers"]:
        response[name.decode("latin-1")] = value.decode("latin-1")
    return response


def _scope(request: HttpRequest) -> MutableMapping[str, Any]:
    if isinstance(request, ASGIRequest):
        # Its server's extensions answer past Django.
        scope = {**request.scope, "extensions": {}}
    else:
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers.items()]
        query = request.META.get("QUERY_STRING", "").encode("latin-1")
        scope = {"type": "http", "method": request.method, "headers": headers, "query_string": query}
    if not _proved_by_what_was_brought(scope, request):
        scope[identity.KNOWN] = Viewer(request.user.pk)
    return scope


def _proved_by_what_was_brought(scope: MutableMapping[str, Any], request: HttpRequest) -> bool:
    """Does the request's session, or its token, say the same as `request.user`?

    Then it is left to say so, since whoever loses the one or the other is cut off at once.
    """
    if request.user.is_anonymous and identity.bearer(scope):
        return True
    session = getattr(request, "session", {})
    return bool(request.user.is_authenticated) and session.get(SESSION_KEY) == str(request.user.pk)
