"""A request and its answer as it arrives; what both the site's client and the model's need."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

LINE_MAX_BYTES = 1024 * 1024


class Unreachable(Exception):
    """No answer, or one that broke off."""


class TooSlow(Unreachable):
    """Nothing came for longer than anybody waits."""


@contextmanager
def ask(
    method: str, url: str, *, headers: Mapping[str, str], body: Any = None, timeout_s: float
) -> Iterator[HTTPResponse]:
    """Send a request; the answer may be read until the block ends. `timeout_s` is for every single step.

    Raises:
        Unreachable: the connection failed; inside the block too, through `lines` and `read`.
    """
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout_s)
    given = {**headers, "Content-Type": "application/json"} if body is not None else dict(headers)
    try:
        with _said_plainly():
            target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request(method, target, None if body is None else json.dumps(body).encode(), given)
            answer = connection.getresponse()
        yield answer
    finally:
        connection.close()


def read(answer: HTTPResponse) -> bytes:
    """All of it, if it is not too much.

    Raises:
        Unreachable: it broke off.
    """
    with _said_plainly():
        return answer.read(LINE_MAX_BYTES)


def lines(answer: HTTPResponse) -> Iterator[str]:
    """The lines as they arrive, without their ends; bytes that are no UTF-8 become U+FFFD.

    Raises:
        Unreachable: it broke off, or a line has no end.
    """
    while True:
        with _said_plainly():
            line = answer.readline(LINE_MAX_BYTES)
        if not line:
            return
        if len(line) == LINE_MAX_BYTES:
            raise Unreachable("a line without end")
        yield line.decode("utf-8", "replace").rstrip("\r\n")


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise TooSlow(str(error)) from error
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(str(error) or type(error).__name__) from error
