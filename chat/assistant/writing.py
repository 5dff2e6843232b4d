"""Writing one answer into a room while it is being thought of."""

import re
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any
from uuid import uuid4

from chat.assistant.site import Refused, Site

# The room is told four times a second; more pieces would only cost.
SEND_EVERY_S = 0.25
# Within the site's ANSWER_TIMEOUT_S, which an operator may lower.
SIGN_OF_LIFE_S = 5.0
LENGTH_MAX_CHARS = 10_000
# What the API refuses as no text.
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HIGH_HALF = re.compile(r"[\ud800-\udbff]\Z")


class Stopped(Exception):
    """Somebody cancelled or removed the answer; there is nothing left to write to."""


class Writing:
    """An answer that has been begun."""

    def __init__(self, site: Site, room: int, reply_to: int) -> None:
        begun = site("POST", f"rooms/{room}/answers", client_id=str(uuid4()), reply_to=reply_to)
        self.message: int = begun["message"]["id"]
        self._site = site
        self._text = ""
        self._half = ""
        self._sent = 0
        self._sent_at = monotonic()

    @property
    def room_left(self) -> int:
        """How many characters still fit."""
        return LENGTH_MAX_CHARS - len(self._text)

    @property
    def is_blank(self) -> bool:
        """Has nothing been said yet?"""
        return not self._text.strip()

    def add(self, piece: str) -> None:
        """Go on with this; what comes fast is sent together. Without text: a sign of life, once in a while.

        Raises:
            Stopped, Refused: see `_send`.
        """
        self._text = (self._text + self._whole_characters(piece))[:LENGTH_MAX_CHARS]
        since = monotonic() - self._sent_at
        if since >= (SEND_EVERY_S if self._sent < len(self._text) else SIGN_OF_LIFE_S):
            self._send()

    def finish(self) -> None:
        """It is complete.

        Raises:
            Stopped, Refused: see `_send`.
        """
        self._send()
        self._ask("POST", f"answers/{self.message}/finish", offset=len(self._text))

    def cancel(self) -> None:
        """Leave it as it is."""
        self._ask("DELETE", f"answers/{self.message}")

    def _send(self) -> None:
        self._sent_at = monotonic()
        try:
            self._append()
        except Refused as refusal:
            if refusal.code != "wrong_offset":
                raise
            # Somebody else knows better how far we are.
            self._sent = int(refusal.offset or 0)
            self._append()

    def _append(self) -> None:
        piece = self._text[self._sent :]
        grown = self._ask("PATCH", f"answers/{self.message}", offset=self._sent, text=piece)
        self._sent = grown["offset"]

    def _ask(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        try:
            return self._site(method, path, **body)
        except Refused as refusal:
            if refusal.code in {"not_growing", "removed", "not_found"}:
                raise Stopped from refusal
            raise

    def _whole_characters(self, piece: str) -> str:
        """The piece as text; half a character waits for its other half."""
        text = self._half + piece
        self._half = text[-1:] if _HIGH_HALF.search(text) else ""
        text = text.removesuffix(self._half) if self._half else text
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return _UNSPEAKABLE.sub("", whole.replace("\r\n", "\n").replace("\r", "\n"))


def patiently(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces as they come, and an empty one whenever none has come for a second.

    They are waited for in a thread: whoever writes can show that it lives, and learn that nobody wants it any more.
    """
    queue: SimpleQueue[str | BaseException | None] = SimpleQueue()

    def wait() -> None:
        try:
            for piece in pieces:
                queue.put(piece)
            queue.put(None)
        except BaseException as error:
            queue.put(error)

    Thread(target=wait, daemon=True).start()
    while True:
        try:
            piece = queue.get(timeout=1.0)
        except Empty:
            yield ""
            continue
        if piece is None:
            return
        if isinstance(piece, BaseException):
            raise piece
        yield piece
