"""A small client of a Chatsite: its API, and a room's stream over server-sent events."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from time import sleep
from typing import Any
from urllib.parse import urlencode

from chat.assistant import http

logger = logging.getLogger(__name__)

# Repeating does no harm (`client_id`, `offset`); a process that restarts is back in seconds.
TRIES = 6
PAUSE_S = 0.5
PAUSE_MAX_S = 5.0
ANSWER_S = 15.0
# The server says something every 20 s.
SILENCE_S = 45.0


class Refused(Exception):
    """The site said no."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        super().__init__(f"{status} {answer.get('detail', '')}")
        self.status = status
        self.code = str(answer.get("code", ""))
        self.offset = answer.get("offset")


class Over(Exception):
    """There is nothing to follow any more: the room is closed, or closed to us."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site at `base`, spoken to with a Bearer token."""

    base: str
    token: str

    def __call__(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """What the API answers; asked again while nobody answers or everybody is busy.

        Raises:
            Refused: a 4xx.
            Unreachable: nobody answered.
        """
        for attempt in range(TRIES):
            pause_s = min(PAUSE_S * 2**attempt, PAUSE_MAX_S)
            try:
                status, answer, wish = self._ask(method, path, body)
            except http.Unreachable:
                if attempt + 1 == TRIES:
                    raise
            else:
                busy = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
                if status < HTTPStatus.BAD_REQUEST:
                    return answer
                if not busy or attempt + 1 == TRIES:
                    raise Refused(status, answer)
                pause_s = max(pause_s, wish)
            sleep(pause_s)
        raise AssertionError

    def follow(self, stream: str, position: int) -> Iterator[dict[str, Any]]:
        """The stream's events behind a position, for ever; after a break it goes on where it was.

        Raises:
            Over: what the name says.
        """
        cursor, pause_s = f"{stream}:{position}", PAUSE_S
        while True:
            try:
                for place, event in self._listen(stream, cursor):
                    cursor, pause_s = place, PAUSE_S
                    if event is not None:
                        yield event
            except http.Unreachable as error:
                logger.info("stream_lost: %s", error)
            sleep(pause_s)
            pause_s = min(pause_s * 2, PAUSE_MAX_S)

    def _ask(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any], float]:
        url = f"{self.base}/api/v1/{path}"
        sent = None if method in {"GET", "DELETE"} else body
        with http.ask(method, url, headers=self._headers(), body=sent, timeout_s=ANSWER_S) as response:
            raw = http.read(response)
        try:
            answer = json.loads(raw or b"{}")
        except ValueError:
            answer = {}
        wish = response.headers.get("Retry-After", "")
        return response.status, answer, float(wish) if wish.isdigit() else 0.0

    def _listen(self, stream: str, cursor: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
        """One connection: where it stands after each block, with the event if it is one."""
        url = f"{self.base}/stream/sse?{urlencode({'follow': stream})}"
        headers = {**self._headers(), "Last-Event-ID": cursor}
        with http.ask("GET", url, headers=headers, timeout_s=SILENCE_S) as response:
            if response.status in {HTTPStatus.NO_CONTENT, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
                raise Over(f"HTTP {response.status}")
            if response.status != HTTPStatus.OK:
                raise http.Unreachable(f"HTTP {response.status}")
            block: dict[str, str] = {}
            for line in http.lines(response):
                if line:
                    field, _, value = line.partition(": ")
                    block[field] = value
                    continue
                if block.get("event") == "stream-error":
                    raise Over(block.get("data", ""))
                cursor = block.get("id", cursor)
                yield cursor, _event(block)
                block = {}

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}


def _event(block: dict[str, str]) -> dict[str, Any] | None:
    if "." not in block.get("event", ""):
        return None
    event: dict[str, Any] = json.loads(block["data"])
    return event
