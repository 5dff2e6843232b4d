"""One door per transport, all saying the same thing: the frames of the WebSocket (contract §3).

A door opens a connection for `follow`, starting after a cursor, and gives decoded frames: `welcome`, `events`,
`reset`, `heads`, `signal`, `unfollowed`, `bye`, …; a frame may carry `cursor`, the cursor after it. When `frame()`
gives None, `closed` says why: a WebSocket close code, an HTTP status, 200 for a stream that ended in good order,
or 1006 for a connection that broke.
"""

import asyncio
import contextlib
import json
import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.support.cursors import Cursor
from tests.support.eventsource import Block, Parser
from tests.support.http import Answer, Cut, query, send
from tests.support.websocket import ABNORMAL, Refused, WebSocket

Transport = Literal["ws", "sse", "long", "short", "frame"]
TRANSPORTS: tuple[Transport, ...] = ("ws", "sse", "long", "short", "frame")

Frame = dict[str, Any]


@dataclass(slots=True)
class Wish:
    """What to ask for: the same on every transport."""

    base: str
    follow: Sequence[str] = ()
    watch: Sequence[str] = ()
    after: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    def path(self, door: str, **more: object) -> str:
        asked = {"follow": self.follow or None, "watch": self.watch or None, "after": self.after, **self.extra, **more}
        return f"/stream/{door}{query(**asked)}"


class Door(ABC):
    """One connection, or for polls one after the other."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.closed: int | None = None
        self.error: Frame | None = None

    @abstractmethod
    async def open(self) -> None:
        """Connect; a refusal sets `closed` and raises nothing."""

    @abstractmethod
    async def frame(self) -> Frame | None:
        """The next frame; None once the connection has ended."""

    @abstractmethod
    async def close(self) -> None:
        """Hang up."""


class WebSocketDoor(Door):
    socket: WebSocket | None = None

    async def open(self) -> None:
        origin = None if "Authorization" in self.wish.headers else self.wish.base
        try:
            self.socket = await WebSocket.connect(
                self.wish.base, self.wish.path("ws"), headers=self.wish.headers, origin=origin
            )
        except Refused as refused:
            self.closed = refused.status
        except Cut:
            self.closed = ABNORMAL

    async def frame(self) -> Frame | None:
        if self.socket is None:
            return None
        frame = await self.socket.receive()
        if frame is None:
            self.closed = self.socket.closed
        return frame

    async def close(self) -> None:
        if self.socket:
            await self.socket.close()


class StreamDoor(Door):
    """An answer that never ends: what SSE and the forever frame share."""

    name: str
    answer: Answer | None = None

    async def open(self) -> None:
        self.frames = self._frames()
        try:
            self.answer = await send(self.wish.base, "GET", self.wish.path(self.name), headers=self.wish.headers)
        except Cut:
            self.closed = ABNORMAL
            return
        if self.answer.status != 200:
            self.closed = self.answer.status
            self.error = await _refusal(self.answer)

    async def frame(self) -> Frame | None:
        if self.closed is not None:
            return None
        return await anext(self.frames, None)

    async def _frames(self) -> AsyncIterator[Frame]:
        assert self.answer
        try:
            async for piece in self.answer.pieces():
                for frame in self.feed(piece):
                    yield frame
            self.closed = 200
        except Cut:
            self.closed = ABNORMAL

    @abstractmethod
    def feed(self, piece: bytes) -> list[Frame]:
        """The frames that these bytes complete."""

    def _ending(self, error: Frame) -> Frame:
        """`stream-error` is to a stream what `unfollowed` is to a socket."""
        self.error = error
        return {"type": "unfollowed", "streams": error["channels"], "reason": error["condition"]}

    async def close(self) -> None:
        if self.answer:
            self.answer.close()


class SseDoor(StreamDoor):
    name = "sse"

    async def open(self) -> None:
        self.parser = Parser()
        await super().open()

    def feed(self, piece: bytes) -> list[Frame]:
        return [self._translate(block) for block in self.parser.feed(piece)]

    def _translate(self, block: Block) -> Frame:
        data = json.loads(block.data) if block.data else {}
        match block.event:
            case "stream-open":
                return {"type": "welcome", "cursor": block.id, "streams": list(Cursor.of(block.id).positions)}
            case "stream-reset":
                return {"type": "reset", "streams": data.get("streams", data), "cursor": block.id}
            case "stream-error":
                return self._ending(data)
            case "keep-alive":
                return {"type": "beat"}
            case "heads" | "signal" | "bye":
                return {"type": block.event, **data}
            case _:
                return {"type": "events", "events": [data], "cursor": block.id}


class FrameDoor(StreamDoor):
    name = "frame"
    _script = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)
    _call = re.compile(r"postMessage\(")

    async def open(self) -> None:
        self.rest = b""
        await super().open()

    def feed(self, piece: bytes) -> list[Frame]:
        *scripts, self.rest = (self.rest + piece).split(b"</script>")
        return [frame for script in scripts for frame in self._calls(script.decode() + "</script>")]

    def _calls(self, text: str) -> list[Frame]:
        found = self._script.search(text)
        decode = json.JSONDecoder().raw_decode
        script = found[1] if found else ""
        return [self._told(decode(script, call.end())[0]) for call in self._call.finditer(script)]

    def _told(self, frame: Frame) -> Frame:
        return self._ending(frame) if frame["type"] == "stream-error" else frame


class PollDoor(Door):
    """Requests, one after the other; the frames of an answer are taken apart."""

    wait_s = 0
    pace_s = 0.1
    answer: Answer | None = None

    async def open(self) -> None:
        self.frames: deque[Frame] = deque()
        self.etag: str | None = None
        self.welcomed = False
        await self._ask(wait=0)

    async def frame(self) -> Frame | None:
        while not self.frames:
            if self.closed is not None:
                return None
            if not self.wait_s:
                await asyncio.sleep(self.pace_s)
            await self._ask(self.wait_s)
        return self.frames.popleft()

    async def _ask(self, wait: float) -> None:
        # As browsers and proxies do: what is to be closed is not answered past ASGI.
        headers = {"Connection": "keep-alive", **self.wish.headers}
        if self.etag and not wait:
            headers["If-None-Match"] = self.etag
        try:
            self.answer = await send(self.wish.base, "GET", self.wish.path("poll", wait=wait or None), headers=headers)
            if self.answer.status == 304:
                return
            if self.answer.status != 200:
                self.closed = self.answer.status
                self.error = await _refusal(self.answer)
                return
            self._take(json.loads(await self.answer.body()))
            self.etag = self.answer.headers.get("etag")
        except Cut:
            self.closed = ABNORMAL
        finally:
            if self.answer:
                self.answer.close()

    def _take(self, body: Frame) -> None:
        if not self.welcomed:
            self.welcomed = True
            start = Cursor.of(self.wish.after or "").positions
            end = Cursor.of(body["cursor"])
            cursor = Cursor(end.generation, {**end.positions, **{s: p for s, p in start.items() if s in end.positions}})
            self.frames.append({"type": "welcome", "cursor": str(cursor), "streams": list(end.positions)})
        if body.get("reset"):
            self.frames.append({"type": "reset", "streams": body["reset"]})
        if body["events"]:
            self.frames.append({"type": "events", "events": body["events"], "cursor": body["cursor"]})
        if body.get("heads"):
            self.frames.append({"type": "heads", "heads": body["heads"]})
        self.frames.extend({"type": "signal", **signal} for signal in body.get("signals", ()))
        self.wish.after = body["cursor"]

    async def close(self) -> None:
        if self.answer:
            self.answer.close()


class LongPollDoor(PollDoor):
    wait_s = 25


async def _refusal(answer: Answer) -> Frame | None:
    """The JSON body of a refusal, if it has one."""
    with contextlib.suppress(ValueError, Cut):
        error: Frame = json.loads(await answer.body())
        return error
    return None


DOORS: Mapping[Transport, type[Door]] = {
    "ws": WebSocketDoor,
    "sse": SseDoor,
    "long": LongPollDoor,
    "short": PollDoor,
    "frame": FrameDoor,
}
