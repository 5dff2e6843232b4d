"""The two doors of polls: on the hub, and where no hub can run."""

from typing import Any

from asgiref.sync import sync_to_async

from notifications.streams.hub.admission import read_wish
from notifications.streams.hub.direct import read_news
from notifications.streams.hub.news import collect
from notifications.streams.identity import prove
from notifications.streams.refusal import malformed
from notifications.streams.transports.polling.answers import after_waiting, at_once
from notifications.streams.transports.polling.asking import poller, waiting_s
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


async def _serve(visit: Visit) -> None:
    wait_s = waiting_s(visit.wish)
    news = await collect(visit)
    if not wait_s:
        guest = visit.admission.viewer.user_id is None
        visit.hub.polled(poller(visit.scope), guest=guest, next_ms=news.next_ms)
        await visit.answer(*at_once(visit.scope, news))
    elif news.urgent:
        await visit.answer(*after_waiting(news))
    else:
        await LongPoll(visit).serve(wait_s)


async def _enter_log(scope: Any, receive: Any, send: Any) -> None:
    wish = read_wish(scope)
    waiting_s(wish)
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
