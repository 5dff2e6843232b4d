"""Server-Sent Events (`/stream/sse`): the complete event-stream format (contract §3).

Source: WHATWG HTML, section 9.2.
"""

from collections.abc import Mapping
from typing import Any

from notifications.streams.blocks import OPENING, block, retry
from notifications.streams.encoding import encode, spread
from notifications.streams.endless import EndlessAnswer
from notifications.streams.entry import Batch, Entry
from notifications.streams.refusal import BUSY, Refusal
from notifications.streams.signals import Signal
from notifications.streams.visit import Headers, Visit, answer, door, refuse

CONTENT_TYPE = (b"content-type", b"text/event-stream; charset=utf-8")


class EventStream(EndlessAnswer):
    """What a follower is told becomes blocks of an event stream."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._named = visit.wish.given.get("named") != "0"
        self._lines = visit.wish.given.get("lines") == "1"

    async def open(self) -> None:
        """Headers, the time to wait before coming back, and where the backlog starts."""
        await self.visit.start(200, [CONTENT_TYPE])
        await self.visit.write(OPENING + block("stream-open", "{}", self.cursor()))

    async def events(self, batch: Batch) -> None:
        """One block for each event, with the cursor after it as its id."""
        alone = len(self.sent) == 1
        key = f"sse {self._named} {self._lines}"
        blocks = batch.memo.get(key) if alone else None
        if blocks is None:
            blocks = b"".join(self._event(entry) for entry in batch)
            if alone:
                batch.memo[key] = blocks
        self.sent[batch.stream] = batch.last
        await self.visit.write(blocks)

    async def reset(self, streams: Mapping[str, Mapping[str, Any]]) -> None:
        """The client must load these streams anew; it goes on from the id."""
        self.sent.update((name, reset["head"]) for name, reset in streams.items())
        data = encode({"streams": streams, "channels": [*streams]})
        await self.visit.write(block("stream-reset", data, self.cursor()))

    async def heads(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """Where watched streams end."""
        await self.visit.write(block("heads", encode({"heads": heads})))

    async def signal(self, signal: Signal) -> None:
        """An ephemeral signal."""
        await self.visit.write(block("signal", signal.text))

    async def beat(self) -> None:
        """A sign of life for whoever watches: a comment for proxies, an event for scripts."""
        await self.visit.write(b":\n\n" + block("keep-alive", "{}"))

    async def error(self, condition: str, streams: list[str]) -> None:
        """Why the stream is about to end, as django-eventstream says it."""
        text = f"{condition}: {', '.join(streams)}"
        data = encode({"condition": condition, "text": text, "channels": streams})
        await self.visit.write(block("stream-error", data))

    async def bye(self, retry_ms: int) -> None:
        """When to come back; a browser does so by itself."""
        await self.visit.write(retry(1 + retry_ms))

    def _event(self, entry: Entry) -> bytes:
        self.sent[entry.stream] = entry.position
        text = spread(entry.text) if self._lines else entry.text
        return block(entry.type if self._named else None, text, self.cursor())


async def _serve(visit: Visit) -> None:
    await EventStream(visit).serve()


async def _refuse(send: Any, refusal: Refusal, headers: Headers) -> None:
    if refusal.status != BUSY:
        await refuse(send, refusal, headers)
        return
    # A 5xx ends a browser's EventSource for good; an empty stream brings it back.
    body = retry(round(1000 * (refusal.retry_after or 1)))
    await answer(send, 200, [CONTENT_TYPE], headers, body)


sse = door(_serve, refuse=_refuse)
