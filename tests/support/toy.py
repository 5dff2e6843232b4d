"""A toy that speaks the wire of the contract for one public room, to test our clients and the faulty proxy against.

It keeps its log in a list, wakes everybody by one condition and knows neither access nor durability.
"""

import asyncio
import base64
import contextlib
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.cursors import Cursor
from tests.support.tcp import TcpServer

STREAM = "room-1"
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Toy(TcpServer):
    """`async with Toy() as toy:` then `toy.base`, and `await toy.append(…)`."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[dict[str, Any]] = []
        self.changed = asyncio.Condition()
        self.requests: list[str] = []

    async def append(self, text: str = "你好") -> int:
        position = len(self.log) + 1
        at = f"2026-11-21T00:00:00.{position:03}Z"
        self.log.append(
            {"stream": STREAM, "position": position, "type": "message.posted", "at": at, "data": {"text": text}}
        )
        async with self.changed:
            self.changed.notify_all()
        return position

    def cursor(self, position: int) -> str:
        return str(Cursor("a1", {STREAM: position}))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.requests.append(head)
        address = urlsplit(head.split()[1])
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        after = Cursor.of(asked["after"]).positions[STREAM] if "after" in asked else len(self.log)
        match address.path:
            case "/stream/ws":
                await self._ws(reader, writer, head, after)
            case "/stream/sse":
                await self._sse(writer, after)
            case "/stream/frame":
                await self._frame(writer, after)
            case "/stream/poll":
                await self._poll(writer, head, after, float(asked.get("wait", 0)))
            case _:
                writer.write(b"HTTP/1.1 403 No\r\nContent-Length: 15\r\n\r\n" + b'{"code":"none"}')
        await writer.drain()

    async def _next(self, after: int) -> list[dict[str, Any]]:
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.log) > after)
        return self.log[after:]

    async def _ws(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str, after: int) -> None:
        key = next(line.split(": ")[1] for line in head.split("\r\n") if line.startswith("Sec-WebSocket-Key")).encode()
        accept = base64.b64encode(hashlib.sha1(key + _GUID).digest()).decode()
        writer.write(f"HTTP/1.1 101 Up\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode())

        def frame(content: object) -> None:
            payload = json.dumps(content).encode()
            size = bytes([len(payload)]) if len(payload) < 126 else b"\x7e" + len(payload).to_bytes(2)
            writer.write(b"\x81" + size + payload)

        frame({"type": "welcome", "cursor": self.cursor(after), "heartbeat": 20, "streams": [STREAM]})
        gone = asyncio.create_task(reader.read())
        while not gone.done():
            more = asyncio.create_task(self._next(after))
            await asyncio.wait({gone, more}, return_when=asyncio.FIRST_COMPLETED)
            if more.done():
                after += len(more.result())
                frame({"type": "events", "events": more.result()})
            more.cancel()

    async def _sse(self, writer: asyncio.StreamWriter, after: int) -> None:
        _start(writer, "text/event-stream")
        _chunk(writer, f"retry: 2000\n\n:{' ' * 2048}\n\nevent: stream-open\nid: {self.cursor(after)}\ndata: {{}}\n\n")
        while True:
            for event in await self._next(after):
                after = event["position"]
                data = "".join(
                    f"data: {line}\n" for line in json.dumps(event, indent=1, ensure_ascii=False).split("\n")
                )
                _chunk(writer, f"id: {self.cursor(after)}\nevent: {event['type']}\n{data}\n")
            await writer.drain()

    async def _frame(self, writer: asyncio.StreamWriter, after: int) -> None:
        def script(content: object) -> None:
            text = json.dumps(content).replace("<", "\\u003c")
            _chunk(writer, f'<script nonce="n">parent.postMessage({text}, "{self.base}")</script>\n')

        _start(writer, "text/html; charset=utf-8")
        script({"type": "welcome", "cursor": self.cursor(after), "streams": [STREAM]})
        while True:
            events = await self._next(after)
            after += len(events)
            script({"type": "events", "events": events})
            await writer.drain()

    async def _poll(self, writer: asyncio.StreamWriter, head: str, after: int, wait: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._next(after), wait or 0.001)
        tag = f'"{len(self.log)}-{after}"'
        if f"If-None-Match: {tag}" in head:
            writer.write(b"HTTP/1.1 304 Same\r\nNext-Ms: 2000\r\n\r\n")
            return
        events = self.log[after:]
        body = json.dumps(
            {"cursor": self.cursor(after + len(events)), "events": events, "more": False, "next_ms": 0}
        ).encode()
        writer.write(f"HTTP/1.1 200 OK\r\nETag: {tag}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)


def _start(writer: asyncio.StreamWriter, kind: str) -> None:
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())


def _chunk(writer: asyncio.StreamWriter, text: str) -> None:
    raw = text.encode()
    writer.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
