"""Bytes as they go over the wire, made once for all who get the same.

Where the server offers it (the ASGI extension `stream.write`), they are handed to it as they are, without a
coroutine and a framing for each follower; `STREAM_DIRECT_WRITES = False` does without.
"""

from collections.abc import Callable, Iterable
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from time import time
from typing import Any

from django.conf import settings

Write = Callable[[bytes], bool]
"""Takes framed bytes at once, or does nothing and returns False."""

_EXTENSION = "stream.write"
_TEXT = 0x81
_TWO_BYTES, _EIGHT_BYTES = 126, 127
_SHORT, _LONG = 126, 1 << 16


def offered(scope: Any) -> Write | None:
    """What takes frames or chunks for this connection; None where everything goes through `send`."""
    return _extension(scope, "write")


def answering(scope: Any) -> Write | None:
    """What takes whole answers to this request; None where they go through `send`."""
    return _extension(scope, "answer")


def is_direct() -> bool:
    """May servers be handed what is framed already?"""
    return bool(getattr(settings, "STREAM_DIRECT_WRITES", True))


def _extension(scope: Any, name: str) -> Write | None:
    if not is_direct():
        return None
    extension = (scope.get("extensions") or {}).get(_EXTENSION)
    write: Write | None = extension.get(name) if extension else None
    return write


def text_frame(text: str) -> bytes:
    """A whole text message from a server, neither masked nor compressed (RFC 6455, section 5.2)."""
    payload = text.encode()
    length = len(payload)
    if length < _SHORT:
        head = bytes([_TEXT, length])
    elif length < _LONG:
        head = bytes([_TEXT, _TWO_BYTES]) + length.to_bytes(2)
    else:
        head = bytes([_TEXT, _EIGHT_BYTES]) + length.to_bytes(8)
    return head + payload


def chunk(body: bytes) -> bytes:
    """A piece of a body in the chunked coding (RFC 9112, section 7.1); an empty one would end it."""
    return b"%x\r\n%b\r\n" % (len(body), body)


def whole(status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes = b"") -> bytes:
    """An answer with its head and date (RFC 9112, section 4); how long the body is must be among `headers`."""
    lines = [b"%b: %b\r\n" % header for header in headers]
    return b"".join([_status_line(status), *lines, b"date: ", _date(int(time())), b"\r\n\r\n", body])


@lru_cache
def _status_line(status: int) -> bytes:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()


@lru_cache(1)
def _date(second: int) -> bytes:
    return formatdate(second, usegmt=True).encode()
