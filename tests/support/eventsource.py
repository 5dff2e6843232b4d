"""The event-stream format (HTML Standard §9.2.6), bytes in and blocks out, whatever the chunks.

`Last-Event-ID` lives on from block to block as in a browser; comments are kept apart, because silence must be
broken by something.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """One dispatched event; `id` is the last one seen, `event` is empty for a plain `onmessage`."""

    event: str
    data: str
    id: str


class Parser:
    """Feed it bytes; it remembers half a line, half a block and half a character."""

    def __init__(self) -> None:
        self.retry_ms: int | None = None
        self.comments: list[str] = []
        self.id = ""
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._rest = ""
        self._id = ""
        self._event = ""
        self._data: list[str] = []

    def feed(self, raw: bytes) -> Iterator[Block]:
        """The blocks that `raw` completes."""
        *lines, self._rest = (self._rest + self._decode(raw)).split("\n")
        for line in (line.removesuffix("\r") for line in lines):
            if line:
                self._field(line)
                continue
            self.id = self._id  # a block cut off in the middle must not move it
            if self._data:
                yield Block(self._event, "\n".join(self._data), self.id)
            self._event, self._data = "", []

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "":
                self.comments.append(value)
            case "event":
                self._event = value
            case "data":
                self._data.append(value)
            case "id":
                self._id = value
            case "retry":
                self.retry_ms = int(value)
