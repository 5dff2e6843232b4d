"""A faulty network in one object: a TCP proxy in front of a web process that does to answers what networks do."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.support.tcp import TcpServer


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one connection. The default harms nothing."""

    #: Every piece of the answer is that late.
    delay_s: float = 0.0
    #: After that many bytes of the answer the connection ends.
    cut_after: int | None = None
    #: After so many seconds the connection ends, whatever is said on it.
    cut_after_s: float | None = None
    #: The answer comes in pieces of that many bytes.
    chunk: int | None = None
    #: The answer is held back until the server has closed it.
    buffer: bool = False
    #: The server is not asked: this status is answered.
    status: int | None = None
    #: A request to upgrade is answered 403, as strict companies' proxies do.
    refuse_upgrade: bool = False
    #: The Upgrade header is lost on the way, as old proxies do.
    strip_upgrade: bool = False
    #: The request goes through; at the first byte of the answer the connection is reset.
    swallow: bool = False


Choice = Callable[[bytes], Fault]


class Proxy(TcpServer):
    """`async with Proxy(site.bases[0]) as proxy:` use `proxy.base`; `proxy.fault` applies to connections from now on.

    `choose`, when set, decides per connection from the head of its request instead. A browser puts several requests
    on one connection, unless `one_each`.
    """

    def __init__(self, upstream: str, fault: Fault | None = None, *, one_each: bool = False) -> None:
        super().__init__()
        self.one_each = one_each
        self.upstream = urlsplit(upstream)
        self.fault = fault or Fault()
        self.choose: Choice | None = None

    def cut(self) -> None:
        """Reset every connection that is open now."""
        for writer in list(self.open):
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        fault = self.choose(head) if self.choose else self.fault
        upgrade = b"\r\nupgrade:" in head.lower()
        status = 403 if upgrade and fault.refuse_upgrade else fault.status
        if status is not None:
            writer.write(f"HTTP/1.1 {status} Fault\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
            return
        if upgrade and fault.strip_upgrade:
            head = b"\r\n".join(
                line for line in head.split(b"\r\n") if not line.lower().startswith((b"upgrade:", b"connection:"))
            )
        if self.one_each and not upgrade:
            lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
            head = b"\r\n".join([lines[0], b"Connection: close", *lines[1:]])
        up_reader, up_writer = await asyncio.open_connection(self.upstream.hostname, self.upstream.port)
        self.open.add(up_writer)
        up_writer.write(head)
        up = asyncio.create_task(_copy(reader, up_writer))
        try:
            async with asyncio.timeout(fault.cut_after_s):
                await _damage(up_reader, writer, fault)
        except TimeoutError:
            writer.transport.abort()
        finally:
            up.cancel()
            self.open.discard(up_writer)
            up_writer.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Client to server, untouched; the client's hanging up is passed on."""
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.transport.abort()


async def _damage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault) -> None:
    """Server to client, with the fault."""
    held, sent = b"", 0
    while piece := await reader.read(65536):
        if fault.swallow:
            writer.transport.abort()
            return
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if fault.buffer:
            held += piece
            continue
        if fault.cut_after is not None and sent + len(piece) >= fault.cut_after:
            writer.write(piece[: fault.cut_after - sent])
            await writer.drain()
            writer.close()
            return
        sent += len(piece)
        for start in range(0, len(piece), fault.chunk or len(piece)):
            writer.write(piece[start : start + (fault.chunk or len(piece))])
            await writer.drain()
            if fault.chunk:
                await asyncio.sleep(0)
    if held:
        writer.write(held)
        await writer.drain()
