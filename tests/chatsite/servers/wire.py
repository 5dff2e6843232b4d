"""Clients that do what no library would: stay silent, never read, drip, flood."""

import asyncio
import contextlib
import socket
from dataclasses import dataclass

from tests.support.websocket import CLOSE, PING, PONG, TEXT, frame

UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)


@dataclass
class Wire:
    """A connection and the head of the answer to its first request."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    status: int = 0
    headers: str = ""

    @classmethod
    async def open(cls, port: int) -> "Wire":
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4 * 1024 * 1024)
        return cls(reader, writer)

    @classmethod
    async def get(cls, port: int, path: str, headers: str = "") -> "Wire":
        """Sends a request without a body and reads the answer's head."""
        wire = await cls.open(port)
        await wire.ask(path, headers)
        return wire

    @classmethod
    async def websocket(cls, port: int, path: str, headers: str = "") -> "Wire":
        return await cls.get(port, path, UPGRADE + headers)

    async def ask(self, path: str, headers: str = "") -> None:
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode())
        await self.read_head()

    async def read_head(self) -> None:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        first, _, self.headers = head.partition("\r\n")
        self.status = int(first.split()[1])
        self.headers = self.headers.lower()

    async def say(self, text: str) -> None:
        self.writer.write(frame(TEXT, text.encode()))
        await self.writer.drain()

    async def next(self) -> tuple[int, bytes]:
        """The next frame's opcode and payload; answers pings on the way. Raises IncompleteReadError at the end."""
        while True:
            first, second = await self.reader.readexactly(2)
            size = second & 127
            if size > 125:
                size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8))
            payload = await self.reader.readexactly(size)
            if first & 15 != PING:
                return first & 15, payload
            self.writer.write(frame(PONG, payload))

    async def hear(self) -> str:
        opcode, payload = await self.next()
        assert opcode == TEXT, (opcode, payload)
        return payload.decode()

    async def closed(self) -> tuple[int, str]:
        """Reads to the close frame, answers it, and waits for the server to hang up: its code and reason."""
        while (received := await self.next())[0] != CLOSE:
            pass
        payload = received[1]
        with contextlib.suppress(ConnectionError):
            self.writer.write(frame(CLOSE, payload[:2]))
            await self.reader.read()
        return int.from_bytes(payload[:2]), payload[2:].decode()

    async def ended(self) -> bytes:
        """Everything until the server hangs up."""
        with contextlib.suppress(ConnectionError):
            return await self.reader.read()
        return b""

    def hang_up(self) -> None:
        self.writer.transport.abort()


def mute(port: int, path: str, headers: str = "") -> socket.socket:
    """A client that asks and then never reads."""
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode())
    return client


def mute_websocket(port: int, path: str) -> socket.socket:
    return mute(port, path, UPGRADE)
