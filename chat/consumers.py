"""The WebSocket of the chat: delivery from `notifications`, commands from the table."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from django.http import HttpRequest
from django.utils import translation

from chat import commands
from notifications.streams.identity import cookies, header
from notifications.streams.transports.websocket import StreamConsumer
from notifications.streams.viewer import Viewer


class RoomConsumer(StreamConsumer):
    """Follows streams and takes every command that the HTTP API knows."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Refuse in the language of the page that opened the socket."""
        with translation.override(_language(scope)):
            await super().__call__(scope, receive, send)

    async def command(self, viewer: Viewer, name: str, args: Mapping[str, Any]) -> tuple[int, Any]:
        """Hand the command to the dispatcher that the HTTP API uses too."""
        return await commands.dispatch(viewer, name, args)


def _language(scope: Any) -> str:
    accepted = {"HTTP_ACCEPT_LANGUAGE": header(scope, b"accept-language")}
    request = SimpleNamespace(COOKIES=cookies(scope), META=accepted)
    return translation.get_language_from_request(cast(HttpRequest, request))
