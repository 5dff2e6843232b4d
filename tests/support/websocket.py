"""A WebSocket client by hand (RFC 6455): it can send what no library would, and need not read."""

import asyncio
import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from tests.support.http import Answer, Cut, send

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
#: What the client reports when the connection ended without a close frame (RFC 6455 §7.1.5).
ABNORMAL = 1006
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def frame(opcode: int, payload: bytes, *, final: bool = True) -> bytes:
    """One masked frame (§5.2)."""
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 65536:
        length = bytes([0x80 | 126]) + size.to_bytes(2)
    else:
        length = bytes([0x80 | 127]) + size.to_bytes(8)
    mask = os.urandom(4)
    masked = int.from_bytes(payload) ^ int.from_bytes((mask * (size // 4 + 1))[:size])
    return bytes([(0x80 if final else 0) | opcode]) + length + mask + masked.to_bytes(size)


class Refused(Exception):
    """The handshake was answered with another status than 101."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class WebSocket:
    """One connection. `closed` is the close code once it has ended, `subprotocol` what the server chose."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.reader, self.writer = answer, answer.reader, answer.writer
        self.subprotocol = answer.headers.get("sec-websocket-protocol")
        self.closed: int | None = None

    @classmethod
    async def connect(
        cls,
        base: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        origin: str | None = None,
        subprotocols: Sequence[str] = (),
    ) -> "WebSocket":
        """Open; raises Refused for another status than 101, Cut when the connection ends before the answer."""
        key = base64.b64encode(os.urandom(16)).decode()
        lines = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Version": "13",
            **(headers or {}),
        }
        if origin is not None:
            lines["Origin"] = origin
        if subprotocols:
            lines["Sec-WebSocket-Protocol"] = ", ".join(subprotocols)
        answer = await send(base, "GET", path, headers=lines)
        if answer.status != 101:
            answer.close()
            raise Refused(answer.status)
        expected = base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()
        assert answer.headers["sec-websocket-accept"] == expected
        return cls(answer)

    async def send(self, content: object) -> None:
        """A text frame: `content` as it is when it is text, as JSON otherwise."""
        text = content if isinstance(content, str) else json.dumps(content)
        await self.send_frame(TEXT, text.encode())

    async def send_frame(self, opcode: int, payload: bytes) -> None:
        self.writer.write(frame(opcode, payload))
        await self.writer.drain()

    async def receive(self) -> Any | None:
        """The next JSON frame; None once the connection has ended, see `closed`."""
        message = await self.message()
        return None if message is None else json.loads(message[1])

    async def message(self) -> tuple[int, bytes] | None:
        """The opcode and content of the next message; None once the connection has ended."""
        opcode, message = 0, b""
        try:
            while self.closed is None:
                first, second = await self.reader.readexactly(2)
                size = second & 127
                if size > 125:
                    size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8))
                payload = await self.reader.readexactly(size)
                match first & 15:
                    case 9:
                        await self.send_frame(PONG, payload)
                    case 8:
                        self.closed = int.from_bytes(payload[:2]) if len(payload) > 1 else 1005
                        await self.send_frame(CLOSE, payload[:2])
                    case 0 | 1 | 2 as part:
                        opcode, message = part or opcode, message + payload
                        if first & 0x80:
                            return opcode, message
        except (asyncio.IncompleteReadError, ConnectionError, Cut):
            self.closed = self.closed or ABNORMAL
        return None

    async def close(self, code: int = 1000) -> None:
        """Say goodbye and hang up."""
        if self.closed is None and not self.writer.is_closing():
            self.writer.write(frame(CLOSE, code.to_bytes(2)))
        self.writer.close()

    def abort(self) -> None:
        self.writer.transport.abort()
