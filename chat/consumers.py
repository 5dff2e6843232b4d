"""The WebSocket of the chat: delivery from `notifications`, commands from the table."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils import translation

from chat import commands
from chat.uploads import Announced
from notifications.streams.identity import cookies, header
from notifications.streams.transports.websocket import Chunk, StreamConsumer
from notifications.streams.viewer import Viewer


class RoomConsumer(StreamConsumer):
    """Follows streams and takes every command that the HTTP API knows."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Refuse in the language of the page that opened the socket."""
        self._uploads = Announced()
        with translation.override(_language(scope)):
            await super().__call__(scope, receive, send)

    async def command(self, viewer: Viewer, name: str, args: Mapping[str, Any]) -> tuple[int, Any]:
        """Hand the command to the dispatcher that the HTTP API uses too.

        What is announced here gets a handle besides, by which binary frames name it.
        """
        status, result = await commands.dispatch(viewer, name, args)
        if name == "attachment.begin":
            upload = result["attachment"]
            result["handle"] = self._uploads.add(UUID(upload["id"]), upload["size"], result["offset"])
        elif name in {"attachment.finish", "attachment.cancel"}:
            self._uploads.forget(UUID(str(args["attachment"])))
        return status, result

    async def chunk(self, viewer: Viewer, chunk: Chunk) -> Any:
        """Store a piece of an upload that was announced on this socket."""
        return await self._uploads.take(viewer.user_id, chunk)


def _language(scope: Any) -> str:
    accepted = {"HTTP_ACCEPT_LANGUAGE": header(scope, b"accept-language")}
    request = SimpleNamespace(COOKIES=cookies(scope), META=accepted)
    return translation.get_language_from_request(cast(HttpRequest, request))
