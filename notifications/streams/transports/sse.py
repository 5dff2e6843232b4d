"""Server-Sent Events (`/stream/sse`): the complete event-stream format (contract §3)."""

from collections.abc import Awaitable, Mapping
from typing import Any, ClassVar

from notifications.streams.blocks import BlockAnswer, block
from notifications.streams.encoding import encode, spread
from notifications.streams.entry import Entry
from notifications.streams.signals import Signal
from notifications.streams.visit import Visit, door


class EventStream(BlockAnswer):
    """Whole events, and everything else that a follower is told."""

    nothing: ClassVar[str] = "{}"

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._named = visit.wish.given.get("named") != "0"
        self._lines = visit.wish.given.get("lines") == "1"
        self.form = f"sse {self._named} {self._lines}"

    def event(self, entry: Entry) -> bytes:
        """One block for the event, with the cursor after it as its id."""
        text = spread(entry.text) if self._lines else entry.text
        return block(entry.type if self._named else None, text, self.id())

    async def reset(self, streams: Mapping[str, Mapping[str, Any]]) -> None:
        """The client must load these streams anew; it goes on from the id."""
        self.sent.update((name, reset["head"]) for name, reset in streams.items())
        data = encode({"streams": streams, "channels": [*streams]})
        await self.visit.write(block("stream-reset", data, self.id()))

    async def heads(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """Where watched streams end."""
        await self.visit.write(block("heads", encode({"heads": heads})))

    async def signal(self, signal: Signal) -> None:
        """An ephemeral signal."""
        await self.visit.write(block("signal", signal.text))

    async def beat(self) -> None:
        """A sign of life for whoever watches: a comment for proxies, an event for scripts."""
        await self.visit.write(b":\n\n" + block("keep-alive", self.nothing))

    async def error(self, condition: str, streams: list[str]) -> None:
        """Why the stream is about to end, as django-eventstream says it."""
        text = f"{condition}: {', '.join(streams)}"
        data = encode({"condition": condition, "text": text, "channels": streams})
        await self.visit.write(block("stream-error", data))


def _serve(visit: Visit) -> Awaitable[None]:
    return EventStream(visit).serve()


sse = door(_serve)
