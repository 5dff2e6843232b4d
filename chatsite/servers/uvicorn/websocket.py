"""WebSocket on uvicorn: its sans-I/O protocol, with patience for clients and bounds on it."""

import asyncio
import contextlib
import logging
from time import monotonic
from typing import Any, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from chatsite.servers.flow import TURN_S, Inbox, Outflow, Stalls
from chatsite.servers.limits import Limits
from chatsite.servers.writing import EXTENSION

logger = logging.getLogger("chatsite.servers")

# So much is parsed before the clock is looked at: at most 340 frames.
PIECE_BYTES = 2048


class WebSocket(WebSocketsSansIOProtocol):
    """One connection. uvicorn calls the methods that override its own, and the server `depart`."""

    # What each delivery looks at lies side by side, and not all over uvicorn's dictionary: with thousands of
    # followers it is the memory that is waited for.
    __slots__ = (
        "accept_by", "close_sent", "disconnected", "handshake_complete", "inbox", "limits", "outflow", "queue",
        "stalls", "task", "transport", "unread", "writable",
    )  # fmt: skip

    def __init__(self, *, limits: Limits, stalls: Stalls, **uvicorns: Any) -> None:
        super().__init__(**uvicorns)
        self.limits = limits
        self.stalls = stalls
        self.close_timeout = limits.close_s
        self.inbox = Inbox(limits.inbox_messages, limits.inbox_bytes, self.read_soon)
        self.queue = cast("asyncio.Queue[Any]", self.inbox)
        self.unread = b""
        self.task: asyncio.Task[None] | None = None

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.outflow = Outflow(self.stalls, self.transport.get_write_buffer_size, self.too_slow)
        self.accept_by = self.loop.call_later(self.limits.connect_s, self.transport.abort)

    def start_keepalive(self) -> None:
        """uvicorn's last step of accepting."""
        self.accept_by.cancel()
        super().start_keepalive()

    def connection_lost(self, exc: Exception | None) -> None:
        self.accept_by.cancel()
        self.tell_gone(1006, "")
        super().connection_lost(exc)
        self.outflow.resume()
        if self.task is not None and not self.task.done():
            timer = self.loop.call_later(self.limits.farewell_s, self.task.cancel)
            self.task.add_done_callback(lambda _: timer.cancel())

    def tell_gone(self, code: int, reason: str) -> None:
        """After the first one the application asks no more: a second does no harm."""
        self.inbox.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})

    # From the client

    def data_received(self, data: bytes) -> None:
        self.unread += data
        self.read()

    def read(self) -> None:
        """Parses for one turn; what is left waits for the next one, and the connection is not read."""
        turn_ends = monotonic() + TURN_S  # a loop's own time may stand still within a turn
        start = 0
        while start < len(self.unread) and not self.held() and monotonic() <= turn_ends:
            self.parse(self.unread[start : start + PIECE_BYTES])
            start += PIECE_BYTES
        self.unread = self.unread[start:]
        if self.transport.is_closing():
            return
        if self.held() or self.unread:
            self.transport.pause_reading()
            if not self.held():
                self.read_soon()
        else:
            self.transport.resume_reading()

    def parse(self, piece: bytes) -> None:
        if self.conn.parser_exc is None:
            super().data_received(piece)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:  # not a handshake at all
            self.transport.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            self.transport.close()

    def held(self) -> bool:
        """Whether the client has to wait. What follows a close frame is thrown away, and so never waits."""
        return not self.close_sent and (self.inbox.full or self.outflow.paused)

    def read_soon(self) -> None:
        self.loop.call_soon(self.read)

    def handle_cont(self, event: Frame) -> None:
        """One growing buffer: however small a client cuts a message, it takes no more memory."""
        if not isinstance(self.frames[0], bytearray):
            self.frames[0] = bytearray(self.frames[0])  # type: ignore[call-overload]  # of bytes
        self.frames[0] += event.data
        if event.fin:
            self.send_receive_event_to_app()

    def send_receive_event_to_app(self) -> None:
        data, self.frames = self.frames[0], []
        if self.close_sent:
            return
        if self.curr_msg_data_type == "bytes":
            self.inbox.put_nowait({"type": "websocket.receive", "bytes": bytes(data)})
            return
        try:
            self.inbox.put_nowait({"type": "websocket.receive", "text": data.decode()})
        except UnicodeDecodeError:
            self.close(1007, "not UTF-8")

    def handle_parser_exception(self) -> None:
        """The close frame says why; what the client is still sending is read, or it would never see that."""
        if self.close_sent or self.conn.close_sent is None:
            return
        self.tell_gone(self.conn.close_sent.code, self.conn.close_sent.reason)
        self.flush_and_linger()
        self.transport.write_eof()

    # To the client

    async def receive(self) -> Any:
        return await self.inbox.get()

    async def send(self, message: Any) -> None:
        """ASGI's send: waits for a client that reads slowly, and does nothing for one that is gone."""
        if self.outflow.paused:
            await self.outflow.room()
        if self.close_sent or self.disconnected:
            return
        with contextlib.suppress(ClientDisconnected):
            await super().send(message)
        if self.close_sent:
            self.outflow.resume()
            self.read_soon()

    def write_framed(self, data: bytes) -> bool:
        """Sends whole frames; False where ASGI's `send` has to."""
        if self.outflow.paused or self.close_sent or self.disconnected or not self.handshake_complete:
            return False
        self.transport.write(data)
        return True

    def close(self, code: int, reason: str) -> None:
        if self.handshake_complete and not self.close_sent and not self.transport.is_closing():
            self.tell_gone(code, reason)
            self.conn.send_close(code, reason)
            self.flush_and_linger()

    def flush_and_linger(self) -> None:
        self.close_sent = True
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)
        self.writable.set()  # whoever waits to send need not wait any more
        self.outflow.resume()
        self.read_soon()

    # The server's part

    def pause_writing(self) -> None:
        super().pause_writing()
        self.outflow.pause()
        if not self.transport.is_closing():
            self.transport.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.outflow.resume()
        self.read_soon()

    def too_slow(self) -> None:
        """4408 waits behind what the client has not read; if that stays unread, the connection is cut."""
        self.close(4408, "too slow")

    async def run_asgi(self) -> None:
        self.task = asyncio.current_task()
        cast(Any, self.scope).setdefault("extensions", {})[EXTENSION] = {"write": self.write_framed}
        try:
            await self.app(self.scope, self.receive, self.send)
        except Exception:  # whatever an application raises: it is told once, and ends its connection
            logger.exception("Exception inside application")
            self.end(1011, "internal error")
        else:
            self.end(1000, "")

    def end(self, code: int, reason: str) -> None:
        if self.handshake_complete:
            self.close(code, reason)
        elif not self.transport.is_closing():
            self.send_500_response()
            self.transport.close()

    def shutdown(self) -> None:
        self.depart()

    def depart(self) -> None:
        self.stop_keepalive()
        if self.handshake_complete:
            self.close(1012, "restart")
        else:
            self.transport.abort()
