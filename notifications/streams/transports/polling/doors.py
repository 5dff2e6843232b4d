"""The two doors of polls: on the hub, and where no hub can run."""

import re
from random import random
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings

from notifications.streams.hub.admission import read_wish
from notifications.streams.hub.direct import read_news
from notifications.streams.hub.news import collect
from notifications.streams.identity import header, proof, prove
from notifications.streams.limits import client_address
from notifications.streams.refusal import malformed
from notifications.streams.transports.polling.answers import after_waiting, at_once
from notifications.streams.transports.polling.waiting import LongPoll
from notifications.streams.visit import (
    NO_CONTENT,
    NO_STORE,
    STREAM_HEADERS,
    Visit,
    answer,
    cors_headers,
    door,
    doorway,
)

MAX_WAIT_S = 55
# Spreads the ends of polls that began together.
_JITTER = 0.1
_SECONDS = re.compile("[0-9]{1,6}")


async def _serve(visit: Visit) -> None:
    wait_s = _wait_s(visit.wish.given.get("wait", "0"))
    news = await collect(visit)
    if not wait_s:
        _count(visit, news.next_ms)
        await visit.answer(*at_once(visit.scope, news))
    elif news.urgent:
        await visit.answer(*after_waiting(news))
    else:
        await LongPoll(visit).serve(wait_s)


def _count(visit: Visit, next_ms: int) -> None:
    scope, viewer = visit.scope, visit.admission.viewer
    who = (proof(scope), client_address(scope), header(scope, b"user-agent"))
    visit.hub.polled(who, guest=viewer.user_id is None, next_ms=next_ms)


def _wait_s(text: str) -> float:
    if not _SECONDS.fullmatch(text):
        raise malformed("wait is a number of seconds")
    longest = min(int(text), MAX_WAIT_S, getattr(settings, "LONG_POLL_MAX_S", MAX_WAIT_S))
    return longest * (1 - _JITTER * random())  # noqa: S311  (nothing is hidden by it)


async def _enter_log(scope: Any, receive: Any, send: Any) -> None:
    wish = read_wish(scope)
    _wait_s(wish.given.get("wait", "0"))
    if not wish.names:
        raise malformed("name the streams to follow")
    viewer = await sync_to_async(prove)(scope)
    news = await sync_to_async(read_news)(viewer, wish)
    cors = cors_headers(scope)
    if news is None:
        await answer(send, NO_CONTENT, [*cors, NO_STORE])
        return
    status, headers, body = at_once(scope, news)
    await answer(send, status, [*headers, *STREAM_HEADERS, *cors], body)


poll = door(_serve)
poll_log = doorway(_enter_log)
"""The short poll where no hub can run: it reads the log itself, and never waits."""
