"""Saying no to a client, in the words of the contract (§3)."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise

Text = str | Promise
"""Text for people; a translation may wait until it is known who reads it."""


BUSY = 503


class Refusal(Exception):
    """A request is not granted; everything in it may be shown to the client.

    Attributes:
        status: as in HTTP; a WebSocket closes with the code that belongs to it.
        code: for programs; `detail`: for people.
        retry_after: seconds, where waiting helps.
        streams: those it is about, where it is about streams.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: Text,
        retry_after: float | None = None,
        streams: Sequence[str] = (),
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.streams = streams

    def as_json(self) -> dict[str, Any]:
        """`{"status", "code", "detail"}`, with `retry_after` and `streams` where there are any."""
        shape: dict[str, Any] = {"status": self.status, "code": self.code, "detail": str(self.detail)}
        if self.retry_after is not None:
            shape["retry_after"] = self.retry_after
        if self.streams:
            shape["streams"] = [*self.streams]
        return shape


def malformed(detail: str) -> Refusal:
    """The request cannot be understood."""
    return Refusal(400, "malformed", detail)


def unknown() -> Refusal:
    """Nobody knows who this is, or the proof they bring holds no more."""
    return Refusal(401, "unauthenticated", "sign in, or bring a valid token")


def busy() -> Refusal:
    """The process is going down, or the database does not answer."""
    return Refusal(BUSY, "try_later", "come back in a moment", retry_after=1)


def forbidden(streams: list[str]) -> Refusal:
    """Streams that they may not follow, or that do not exist: the answer is the same."""
    return Refusal(403, "forbidden", f"may not follow {', '.join(streams)}", streams=streams)
