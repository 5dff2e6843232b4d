"""One signed request to the address of a webhook."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from threading import Timer
from time import monotonic, time
from urllib.parse import urlsplit

from chat.hooks import guard
from chat.hooks.signing import secret, signature
from chat.models import Webhook

TIMEOUT_S = 5.0
ANSWER_MAX_BYTES = 64 * 1024


class NotTaken(Exception):
    """It did not arrive, or was refused; `gone`: for good."""

    def __init__(self, why: str, *, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


def send(webhook: Webhook, delivery: str, body: bytes) -> bytes:
    """Post JSON, and what was answered. `delivery` is the same whenever the same is sent again.

    Raises:
        NotTaken: anything but a 2xx.
    """
    timestamp = int(time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Chatsite",
        "Chatsite-Webhook": str(webhook.pk),
        "Chatsite-Delivery": delivery,
        "Chatsite-Timestamp": str(timestamp),
        "Chatsite-Signature": signature(secret(webhook), timestamp, body),
    }
    try:
        status, answer = _post(webhook.url, body, headers)
    except (guard.Unfit, OSError, HTTPException) as error:
        raise NotTaken(str(error) or type(error).__name__) from error
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise NotTaken(f"HTTP {status}", gone=status == HTTPStatus.GONE)
    return answer


def _post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(url)
    with _in_time(guard.connect(url, TIMEOUT_S)) as connection:
        connection.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(ANSWER_MAX_BYTES)


@contextmanager
def _in_time(connection: HTTPConnection) -> Iterator[HTTPConnection]:
    """The connection, cut off when the time is over.

    Its own timeout bounds each step alone: whoever answers byte by byte would hold us for days.

    Raises:
        TimeoutError: the time was over.
    """
    until = monotonic() + TIMEOUT_S
    over = Timer(TIMEOUT_S, _cut, [connection.sock])
    over.start()
    try:
        yield connection
    finally:
        over.cancel()
        connection.close()
        if monotonic() >= until:
            raise TimeoutError("it took too long")


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
