"""The server's side of one WebSocket: what a follower is told becomes a frame."""

from collections.abc import Mapping
from typing import Any, ClassVar

from notifications.streams.encoding import encode
from notifications.streams.entry import Batch
from notifications.streams.framing import offered, text_frame
from notifications.streams.hub import Ending, retry_ms
from notifications.streams.refusal import Refusal
from notifications.streams.signals import Signal

_ENDINGS = {
    Ending.RESTART: 1012,
    Ending.SESSION: 4401,
    Ending.FORBIDDEN: 4403,
    Ending.OVER: 1000,
}
_REFUSALS = {400: 4400, 401: 4401, 403: 4403, 429: 4429}


class Socket:
    """Sends frames; a `Transport` for the follower, and the answers to what the client asks."""

    __slots__ = ("_send", "_write")

    name: ClassVar[str] = "websocket"
    all_or_nothing: ClassVar[bool] = False

    def __init__(self, scope: Any, send: Any) -> None:
        self._send = send
        self._write = offered(scope)

    def at_once(self, batch: Batch) -> bool:
        """The events in one frame that all sockets of the process share."""
        if self._write is None:
            return False
        frame = batch.memo.get("websocket frame")
        if frame is None:
            frame = batch.memo["websocket frame"] = text_frame(_text(batch))
        return self._write(frame)

    async def events(self, batch: Batch) -> None:
        """The same where the server does the framing, and as soon as the client reads."""
        message = batch.memo.get("websocket")
        if message is None:
            message = batch.memo["websocket"] = {"type": "websocket.send", "text": _text(batch)}
        await self._send(message)

    async def reset(self, streams: Mapping[str, Mapping[str, Any]]) -> None:
        """The client must load these streams anew."""
        await self.frame({"type": "reset", "streams": streams})

    async def heads(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """Where watched streams end."""
        await self.frame({"type": "heads", "heads": heads})

    async def signal(self, signal: Signal) -> None:
        """An ephemeral signal."""
        await self._say(signal.text)

    async def unfollowed(self, streams: list[str], reason: str) -> None:
        """Access to these streams is gone."""
        await self.frame({"type": "unfollowed", "streams": streams, "reason": reason})

    async def beat(self) -> None:
        """A sign of life after a while of silence."""
        await self.frame({"type": "beat"})

    async def end(self, ending: Ending) -> None:
        """Close from our side, saying why."""
        if ending is Ending.RESTART:
            await self.frame({"type": "bye", "retry_ms": retry_ms(), "why": ending})
        await self.close(_ENDINGS[ending], ending)

    async def error(self, refusal: Refusal, id: Any = None) -> None:
        """What the client asked for is not done."""
        await self.frame({"type": "error", "id": id, **refusal.as_json()})

    async def refuse(self, refusal: Refusal) -> None:
        """The connection is not granted: browsers show no other reason than a close code.

        The streams that are meant are named before it, so that a client can come back without them.
        """
        if refusal.streams:
            await self.unfollowed([*refusal.streams], refusal.code)
        await self.close(_REFUSALS.get(refusal.status, 1013), refusal.code)

    async def frame(self, frame: Mapping[str, Any]) -> None:
        """One JSON text frame."""
        await self._say(encode(frame))

    async def close(self, code: int, reason: str) -> None:
        """A close frame."""
        await self._send({"type": "websocket.close", "code": code, "reason": reason})

    async def _say(self, text: str) -> None:
        if self._write is None or not self._write(text_frame(text)):
            await self._send({"type": "websocket.send", "text": text})


def _text(batch: Batch) -> str:
    return f'{{"type":"events","events":[{",".join(entry.text for entry in batch)}]}}'
