"""Blocks of an event stream, as they travel (WHATWG HTML, section 9.2)."""

import re

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
OPENING = retry(RETRY_MS) + b":" + b" " * 2048 + b"\n\n"
