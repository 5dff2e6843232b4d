"""The WebSocket of the chat: delivery from `notifications`, commands from the table."""

from collections.abc import Mapping
from typing import Any

from chat import commands
from chat.refusals import Refused
from notifications.streams.refusal import Refusal
from notifications.streams.transports.websocket import StreamConsumer
from notifications.streams.viewer import Viewer


class RoomConsumer(StreamConsumer):
    """Follows streams and takes every command that the HTTP API knows."""

    async def command(self, viewer: Viewer, name: str, args: Mapping[str, Any]) -> tuple[int, Any]:
        """Hand the command to the dispatcher that the HTTP API uses too."""
        try:
            return await commands.dispatch(viewer, name, args)
        except Refused as refused:
            raise Refusal(refused.status, refused.code, str(refused.detail), refused.retry_after) from None
