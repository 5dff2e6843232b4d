"""An endless answer of event-stream blocks: what SSE and the bridge to django-eventstream have in common.

Source: WHATWG HTML, section 9.2.
"""

import re
from abc import abstractmethod
from typing import ClassVar

from notifications.streams.endless import EndlessAnswer
from notifications.streams.entry import Batch, Entry
from notifications.streams.framing import chunk, offered
from notifications.streams.visit import Visit

RETRY_MS = 2000
_LINE_END = re.compile(r"\r\n|\r|\n")


def block(event: str | None, data: str, id: str | None = None) -> bytes:
    """One event; `data` of several lines is joined with newlines by whoever reads it."""
    head = (f"id: {id}\n" if id is not None else "") + (f"event: {event}\n" if event else "")
    lines = "".join(f"data: {line}\n" for line in _LINE_END.split(data))
    return f"{head}{lines}\n".encode()


def retry(after_ms: int) -> bytes:
    """How long to wait before coming back, from now on."""
    return f"retry: {after_ms}\n\n".encode()


# Proxies and antivirus programs that wait for a first piece of so much let go of it.
_OPENING = retry(RETRY_MS) + b":" + b" " * 2048 + b"\n\n"


class BlockAnswer(EndlessAnswer):
    """What a follower is told becomes blocks of an event stream."""

    name: ClassVar[str] = "sse"
    form: str
    """Names the form that `event` gives, so that a batch is encoded once for all who take the same."""
    nothing: ClassVar[str]
    """The data of an event that has none."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._write = offered(visit.scope)

    @abstractmethod
    def event(self, entry: Entry) -> bytes:
        """The block of one entry, with the id after it."""

    def id(self) -> str:
        """What a client resumes with after what has been sent."""
        return self.cursor()

    async def open(self) -> None:
        """Headers, the time to wait before coming back, and where the backlog starts."""
        await self.visit.start(200, [(b"content-type", b"text/event-stream; charset=utf-8")])
        await self.visit.write(_OPENING + block("stream-open", self.nothing, self.id()))

    def at_once(self, batch: Batch) -> bool:
        """The blocks as a chunk that is shared by all who follow this stream alone: their ids are the same."""
        if self._write is None or len(self.sent) != 1:
            return False
        key = ("chunk", self.form)
        framed = batch.memo.get(key)
        if framed is None:
            framed = batch.memo[key] = chunk(self._blocks(batch))
        taken = self._write(framed)
        if taken:
            self.sent[batch.stream] = batch.last
        return taken

    async def events(self, batch: Batch) -> None:
        """One block for each event."""
        blocks = self._blocks(batch)
        self.sent[batch.stream] = batch.last
        await self.visit.write(blocks)

    async def bye(self, retry_ms: int) -> None:
        """When to come back; a browser does so by itself."""
        await self.visit.write(retry(1 + retry_ms))

    def _blocks(self, batch: Batch) -> bytes:
        if len(self.sent) != 1:
            return b"".join(self._next(entry) for entry in batch)
        blocks: bytes | None = batch.memo.get(self.form)
        if blocks is None:
            before = dict(self.sent)
            blocks = batch.memo[self.form] = b"".join(self._next(entry) for entry in batch)
            self.sent.update(before)
        return blocks

    def _next(self, entry: Entry) -> bytes:
        self.sent[entry.stream] = entry.position
        return self.event(entry)
