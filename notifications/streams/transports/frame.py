"""Forever frame (`/stream/frame`): a hidden iframe whose page never ends (contract §3).

One script per batch posts to the page around it, which must be of the same origin. The
frames are those of the WebSocket; `events` and `reset` also carry the cursor after them.
"""

import secrets
from collections.abc import Mapping
from typing import Any, ClassVar

from notifications.streams.encoding import encode
from notifications.streams.endless import EndlessAnswer
from notifications.streams.entry import Batch
from notifications.streams.hub import Ending
from notifications.streams.identity import header
from notifications.streams.signals import Signal
from notifications.streams.visit import Visit, door

# Browsers show nothing of a page before they have about so much of it.
_PADDING = "<!-- " + " " * 2048 + "-->\n"
_POLICY = "default-src 'none'; script-src 'nonce-{nonce}'; frame-ancestors 'self'"


class ForeverFrame(EndlessAnswer):
    """What a follower is told becomes a script of an endless page."""

    name: ClassVar[str] = "frame"

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._nonce = secrets.token_urlsafe(16)
        self._origin = _origin(visit.scope)

    async def open(self) -> None:
        """The head of the page and where the backlog starts."""
        policy = _POLICY.format(nonce=self._nonce)
        await self.visit.start(
            200,
            [
                (b"content-type", b"text/html; charset=utf-8"),
                (b"content-security-policy", policy.encode()),
                (b"x-frame-options", b"SAMEORIGIN"),
            ],
        )
        await self.visit.write(f"<!doctype html>\n<title>stream</title>\n{_PADDING}".encode())
        await self._post({"type": "welcome", "streams": [*self.sent], "cursor": self.cursor()})

    async def events(self, batch: Batch) -> None:
        """One script for the whole batch."""
        self.sent[batch.stream] = batch.last
        events = ",".join(entry.text for entry in batch)
        await self._script(f'{{"type":"events","events":[{events}],"cursor":"{self.cursor()}"}}')

    async def reset(self, streams: Mapping[str, Mapping[str, Any]]) -> None:
        """The client must load these streams anew."""
        self.sent.update((name, reset["head"]) for name, reset in streams.items())
        await self._post({"type": "reset", "streams": streams, "cursor": self.cursor()})

    async def heads(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """Where watched streams end."""
        await self._post({"type": "heads", "heads": heads})

    async def signal(self, signal: Signal) -> None:
        """An ephemeral signal."""
        await self._script(signal.text)

    async def beat(self) -> None:
        """A sign of life."""
        await self._post({"type": "beat"})

    async def error(self, condition: str, streams: list[str]) -> None:
        """Why the page is about to end."""
        await self._post({"type": "stream-error", "condition": condition, "channels": streams})

    async def bye(self, retry_ms: int) -> None:
        """When to open the page again."""
        await self._post({"type": "bye", "retry_ms": retry_ms, "why": Ending.RESTART})

    async def _post(self, frame: Mapping[str, Any]) -> None:
        await self._script(encode(frame))

    async def _script(self, text: str) -> None:
        # The text is strict JSON with every `<` escaped, so it cannot end the script.
        call = f"parent.postMessage({text},{encode(self._origin)})"
        await self.visit.write(f'<script nonce="{self._nonce}">{call}</script>\n'.encode())


def _origin(scope: Any) -> str:
    scheme = header(scope, b"x-forwarded-proto") or scope.get("scheme", "http")
    return f"{scheme}://{header(scope, b'host')}"


async def _serve(visit: Visit) -> None:
    await ForeverFrame(visit).serve()


frame = door(_serve)
