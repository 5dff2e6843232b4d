"""HTTP/1.1 by hand, one request per connection, so that a test can do what a well-behaved client never would."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from tests.support.nginx import trusting

#: Longer than anything a healthy site needs, shorter than a test's own limit.
PATIENCE_S = 20.0
#: Longer than the longest long poll.
ANSWER_S = 80.0


class Cut(Exception):
    """The connection ended before the answer did."""


@dataclass(slots=True)
class Answer:
    """The head of an answer, with the body still on its way."""

    status: int
    headers: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    cookies: dict[str, str] = field(default_factory=dict)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it arrives, without its transfer coding; raises Cut when it ends too early."""
        try:
            if self.headers.get("transfer-encoding", "").lower() == "chunked":
                while size := int((await self._line()).split(b";")[0], 16):
                    yield await self.reader.readexactly(size)
                    await self._line()
            elif "content-length" in self.headers:
                left = int(self.headers["content-length"])
                while left:
                    if not (piece := await self.reader.read(min(left, 65536))):
                        raise Cut
                    left -= len(piece)
                    yield piece
            else:
                while piece := await self.reader.read(65536):
                    yield piece
        except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
            raise Cut from error

    async def _line(self) -> bytes:
        line = await self.reader.readline()
        if not line.endswith(b"\n"):
            raise Cut
        return line

    async def body(self) -> bytes:
        if self.status in (204, 304):
            return b""
        return b"".join([piece async for piece in self.pieces()])

    def close(self) -> None:
        self.writer.close()

    def abort(self) -> None:
        """Close with a reset, as a machine that crashed does when it is asked again."""
        self.writer.transport.abort()


def query(**values: object) -> str:
    """`?a=b&c=d` of what is not None; lists are joined with commas."""
    texts = {
        name: ",".join(value) if isinstance(value, list | tuple) else str(value)
        for name, value in values.items()
        if value is not None
    }
    return "?" + "&".join(f"{name}={quote(text, safe=',:._-')}" for name, text in texts.items()) if texts else ""


async def connect(base: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the server, over TLS if `base` says so; raises Cut when nobody listens."""
    where = urlsplit(base)
    tls = trusting() if where.scheme == "https" else None
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.open_connection(where.hostname, where.port, limit=2**20, ssl=tls)
    except (OSError, TimeoutError) as error:
        raise Cut from error


def request_bytes(base: str, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> bytes:
    lines = {"Host": urlsplit(base).netloc, "Connection": "close", **headers}
    if body is not None:
        lines["Content-Length"] = str(len(body))
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode() + b"\r\n" + (body or b"")


async def send(
    base: str, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Answer:
    """Send a request and read the head of the answer; raises Cut when the connection ends before."""
    reader, writer = await connect(base)
    try:
        writer.write(request_bytes(base, method, path, headers or {}, body))
        # Not wait_for(): before Python 3.12 it can lose a cancellation (gh-86296).
        async with asyncio.timeout(ANSWER_S):
            return await read_head(reader, writer)
    except BaseException:
        writer.transport.abort()
        raise


async def read_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Answer:
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise Cut from error
    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    for name, _, value in (line.partition(":") for line in lines[1:] if line):
        if name.lower() == "set-cookie":
            key, _, cookie = value.strip().partition(";")[0].partition("=")
            cookies[key] = cookie
        headers[name.strip().lower()] = value.strip()
    return Answer(int(lines[0].split()[1]), headers, reader, writer, cookies)


@dataclass(frozen=True, slots=True)
class Result:
    """A whole answer; `json` is None for an empty body, and for a gateway's own page."""

    status: int
    headers: Mapping[str, str]
    raw: bytes
    cookies: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.raw) if self.raw and "html" not in self.headers.get("content-type", "") else None

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.json["code"])


async def ask(
    base: str, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Result:
    """Send a request and read the whole answer."""
    answer = await send(base, method, path, headers=headers, body=body)
    with contextlib.closing(answer):
        async with asyncio.timeout(ANSWER_S):
            return Result(answer.status, answer.headers, await answer.body(), answer.cookies)


@dataclass(slots=True)
class Api:
    """The HTTP API as one person (with a token), or as a guest."""

    base: str
    token: str | None = None

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def __call__(self, method: str, path: str, body: object = None) -> Result:
        """`path` below `/api/v1/`; `body` goes as JSON."""
        headers = self.headers()
        raw = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            raw = json.dumps(body).encode()
        elif method != "GET":
            raw = b""
        return await ask(self.base, method, f"/api/v1/{path}", headers=headers, body=raw)
