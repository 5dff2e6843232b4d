"""A WebSocket used for talking: commands and their answers, with everything else kept for later."""

import asyncio
import itertools
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from tests.support.doors import Frame
from tests.support.http import PATIENCE_S, query
from tests.support.people import Person
from tests.support.websocket import WebSocket


class Talker:
    """`async with Talker(alice, follow=["room-1"]) as socket:`; without a person it is a guest from our own page."""

    def __init__(self, person: Person | None = None, *, base: str = "", process: int = 0, **asked: object) -> None:
        self.base = base or (person.site.bases[process] if person else "")
        self.headers = {"Authorization": f"Bearer {person.token}"} if person else {}
        self.path = f"/stream/ws{query(**asked)}"
        self.numbers = itertools.count(1)
        self.frames: list[Frame] = []

    async def __aenter__(self) -> Self:
        origin = None if self.headers else self.base
        self.socket = await WebSocket.connect(self.base, self.path, headers=self.headers, origin=origin)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    @property
    def closed(self) -> int | None:
        return self.socket.closed

    async def send(self, content: object) -> None:
        await self.socket.send(content)

    async def receive(self, timeout_s: float = PATIENCE_S) -> Frame | None:
        """The next frame, None once closed; every frame is also kept in `frames`."""
        async with asyncio.timeout(timeout_s):
            frame = await self.socket.receive()
        if frame is not None:
            self.frames.append(frame)
        return frame

    async def until(self, wanted: str | Callable[[Frame], bool], timeout_s: float = PATIENCE_S) -> Frame:
        """The next frame of that type, or that fits; AssertionError when the socket closes before."""
        async with asyncio.timeout(timeout_s):
            while (frame := await self.receive()) is not None:
                if frame["type"] == wanted if isinstance(wanted, str) else wanted(frame):
                    return frame
        raise AssertionError(f"closed with {self.closed} before {wanted}")

    async def ended(self, timeout_s: float = PATIENCE_S) -> int:
        """Read until the close; its code."""
        async with asyncio.timeout(timeout_s):
            while await self.receive() is not None:
                pass
        assert self.closed is not None
        return self.closed

    async def command(self, name: str, /, **args: Any) -> Frame:
        """Send a command; its `ack` or `error`."""
        number = str(next(self.numbers))
        await self.send({"type": "command", "id": number, "name": name, "args": args})
        return await self.until(lambda frame: frame["type"] in ("ack", "error") and frame.get("id") == number)
