"""The consumer: one loop over the messages of a connection.

Channels' own dispatch (a thread hop for each message, a layer channel for each connection)
is what half of the usual cost goes into. It is left out by overriding `__call__`; the hub
has the one subscription of the process.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from notifications.streams import handshake
from notifications.streams import hub as hubs
from notifications.streams.cursor import MAX_STREAMS, Cursor
from notifications.streams.encoding import NotStrict, decode, encode
from notifications.streams.hub import Follower
from notifications.streams.hub.admission import (
    Admission,
    admit,
    fresh_ticket,
    make_wish,
    read_wish,
    recognise,
)
from notifications.streams.hub.passes import Pass
from notifications.streams.identity import SUBPROTOCOL
from notifications.streams.limits import Rate, Seat
from notifications.streams.refusal import Refusal, busy, forbidden, malformed
from notifications.streams.transports.websocket.chunks import Chunk, read_chunk
from notifications.streams.transports.websocket.socket import Socket
from notifications.streams.viewer import Viewer

logger = logging.getLogger(__name__)

HEARTBEAT_S = 20
MAX_FRAME_BYTES = 64 * 1024
# A client that keeps asking after so many refusals in a row is sent away.
PATIENCE = 100


class StreamConsumer(AsyncWebsocketConsumer):
    """One WebSocket; an application adds commands by overriding `command`, attachments by overriding `chunk`."""

    channel_layer_alias = None

    async def command(self, viewer: Viewer, name: str, args: Mapping[str, Any]) -> tuple[int, Any]:
        """Carry out a command; give the status and result that the HTTP API would give.

        Raises:
            Refusal: what to answer instead.
        """
        raise Refusal(404, "unknown_command", f"there is no command {name[:64]}")

    async def chunk(self, viewer: Viewer, chunk: Chunk) -> Any:
        """Take a piece of what a command has announced; give what its acknowledgement says.

        The next frame is read when this is done: whoever sends faster waits.

        Raises:
            Refusal: what to answer instead.
        """
        raise malformed("no attachment was announced for this binary frame")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Live the whole life of a connection."""
        await receive()
        self._scope, self._receive = scope, receive
        self._socket = Socket(scope, send)
        try:
            self._hub = await hubs.current()
            self._held = await recognise(self._hub, scope)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("log_unreadable: %r", error)
            await self._accept(send)
            await self._socket.refuse(busy())
            return
        except Refusal as refusal:
            await self._accept(send)
            await self._socket.refuse(refusal)
            return
        if not handshake.may_connect(scope, self._held):
            await send({"type": "websocket.close"})
            return
        try:
            with Seat(scope, self._held.viewer):
                await self._accept(send, self._held)
                await self._follow()
        except Refusal as refusal:
            await handshake.fail(scope, send, refusal)

    async def _accept(self, send: Any, held: Pass | None = None) -> None:
        offered = self._scope.get("subprotocols", ())
        protocol = SUBPROTOCOL if SUBPROTOCOL in offered else None
        ticket = fresh_ticket(self._hub, self._scope, held) if held else []
        await send({"type": "websocket.accept", "subprotocol": protocol, "headers": ticket})

    async def _follow(self) -> None:
        follower = None
        try:
            wish = read_wish(self._scope)
            admission = await admit(self._hub, self._scope, self._held, wish)
            if admission.refused:
                raise forbidden(admission.refused)
            if admission.over:
                await self._socket.end(hubs.Ending.OVER)
                return
            self._held = admission.held
            follower = self._follower = Follower(self._hub, admission.viewer, self._socket)
            self._hub.join(follower, admission.positions, admission.watching)
            await self._welcome(admission)
            follower.release()
            if admission.ending:
                self._hub.see_out(follower)
            await self._listen()
        except Refusal as refusal:
            await self._socket.refuse(refusal)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("log_unreadable: %r", error)
            await self._socket.refuse(busy())
        finally:
            if follower is not None:
                follower.close()

    async def _welcome(self, admission: Admission) -> None:
        await self._socket.frame(
            {
                "type": "welcome",
                "cursor": str(Cursor(self._hub.generation, admission.opening)),
                "heartbeat": HEARTBEAT_S,
                "streams": [*admission.positions],
                "server": self._hub.process,
            }
        )
        if admission.resets:
            await self._socket.reset(admission.resets)

    async def _listen(self) -> None:
        most = getattr(settings, "COMMAND_RATE", None)
        rate = Rate(*most) if most else None
        refused_in_a_row = 0
        while (message := await self._receive())["type"] == "websocket.receive":
            data = message.get("bytes")
            if data is not None and await self._take_chunk(data):
                continue
            wait_s = rate.take() if rate else 0.0
            refused_in_a_row = refused_in_a_row + 1 if wait_s else 0
            if refused_in_a_row > PATIENCE:
                await self._socket.close(4429, "too_many")
                return
            if data is None:
                await self._take(message["text"], wait_s)

    async def _take_chunk(self, data: bytes) -> bool:
        """Was it wanted? Those that were need no rate: each waits for the one before."""
        id = None
        try:
            chunk = read_chunk(data)
            id = chunk.id
            result = await self._done("chunk", self.chunk(self._follower.viewer, chunk))
        except Refusal as refusal:
            await self._socket.error(refusal, id)
            return False
        await self._socket.frame({"type": "ack", "id": id, "status": 200, "result": result})
        return True

    async def _take(self, text: str, wait_s: float) -> None:
        frame = None
        try:
            frame = _read(text)
            if wait_s:
                raise Refusal(429, "rate_limited", "too many frames", retry_after=round(wait_s, 1))
            await self._door(frame["type"])(frame)
        except Refusal as refusal:
            await self._socket.error(refusal, _id_in(text) if frame is None else frame.get("id"))

    def _door(self, type: Any) -> Callable[[Mapping[str, Any]], Coroutine[Any, Any, None]]:
        doors = {
            "command": self._command,
            "follow": self._follow_more,
            "unfollow": self._unfollow,
            "ping": self._pong,
        }
        if not isinstance(type, str) or type not in doors:
            raise malformed(f"a frame's type is one of {', '.join(doors)}")
        return doors[type]

    async def _command(self, frame: Mapping[str, Any]) -> None:
        name, args = frame.get("name"), frame.get("args", {})
        if not isinstance(name, str) or not isinstance(args, dict):
            raise malformed("a command has a name and an object of args")
        status, result = await self._done(name, self.command(self._follower.viewer, name, args))
        await self._socket.frame({"type": "ack", "id": frame.get("id"), "status": status, "result": result})

    async def _done(self, name: str, work: Awaitable[Any]) -> Any:
        """What came of it; whatever goes wrong is told to the client in a way that is its business."""
        try:
            return await work
        except Refusal:
            raise
        except (DatabaseError, InterfaceError) as error:
            logger.warning("command_failed: %r", error)
            raise busy() from None
        except Exception:
            logger.exception("command_failed", extra={"command": name})
            raise Refusal(500, "internal", "this did not work; nothing was stored") from None

    async def _follow_more(self, frame: Mapping[str, Any]) -> None:
        reader = self._follower
        after = "" if (given := frame.get("after")) is None else given
        if not isinstance(after, str):
            raise malformed("after is a cursor")
        wish = make_wish(_streams(frame), (), after)
        if len({*reader.positions, *wish.follow}) > MAX_STREAMS:
            raise malformed(f"at most {MAX_STREAMS} streams at once")
        admission = await admit(self._hub, self._scope, self._held, wish)
        if not reader.alive:
            return
        known = reader.positions
        fresh = {name: at for name, at in admission.positions.items() if name not in known}
        self._hub.join(reader, fresh, ())
        opening = {name: admission.opening[name] for name in fresh}
        cursor = str(Cursor(self._hub.generation, opening))
        await self._socket.frame({"type": "followed", "streams": [*fresh], "cursor": cursor})
        resets = {name: why for name, why in admission.resets.items() if name in fresh}
        if resets:
            await self._socket.reset(resets)
        reader.stir()
        if admission.refused:
            raise forbidden(admission.refused)

    async def _unfollow(self, frame: Mapping[str, Any]) -> None:
        names = make_wish(_streams(frame), (), "").follow
        self._hub.leave(self._follower, [one for one in names if one in self._follower.positions])

    async def _pong(self, frame: Mapping[str, Any]) -> None:
        await self._socket.frame({"type": "pong"})


def _read(text: str) -> dict[str, Any]:
    if text == "ping":
        return {"type": "ping"}
    if len(text.encode()) > MAX_FRAME_BYTES:
        raise Refusal(413, "too_large", f"a frame has at most {MAX_FRAME_BYTES} bytes")
    try:
        frame = decode(text)
    except NotStrict as error:
        raise malformed(str(error)) from None
    if not isinstance(frame, dict) or "type" not in frame:
        raise malformed("a frame is a JSON object with a type")
    return frame


def _id_in(text: str) -> str | int | None:
    """What a frame that is refused as a whole is called, if that much can be read of it."""
    with suppress(ValueError, RecursionError):
        frame = json.loads(text)
        if isinstance(frame, dict) and isinstance(id := frame.get("id"), str | int):
            encode(id)
            return id
    return None


def _streams(frame: Mapping[str, Any]) -> list[str]:
    streams = frame.get("streams")
    if not isinstance(streams, list) or not all(isinstance(one, str) for one in streams):
        raise malformed("streams is a list of names")
    return streams
