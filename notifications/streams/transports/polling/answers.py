"""The form of a poll's answer."""

from typing import Any

from notifications.streams.hub.news import News
from notifications.streams.identity import header
from notifications.streams.visit import NOT_MODIFIED, Headers

Answer = tuple[int, Headers, bytes]
"""Status, headers, body."""

_JSON = (b"content-type", b"application/json")


def at_once(scope: Any, news: News) -> Answer:
    """To somebody who does not wait: only what they have not seen, and when to ask again."""
    next_ms = 0 if news.more else news.next_ms
    # Of a tag and a cursor that do not belong together the cursor counts.
    if not news.urgent and header(scope, b"if-none-match") == news.etag:
        return not_modified(news)
    return 200, [_JSON, (b"etag", news.etag.encode())], news.as_json(next_ms).encode()


def not_modified(news: News) -> Answer:
    """To somebody who has seen it."""
    next_ms = 0 if news.more else news.next_ms
    return NOT_MODIFIED, [(b"etag", news.etag.encode()), (b"next-ms", b"%d" % next_ms)], b""


def after_waiting(news: News) -> Answer:
    """To somebody who asks again at once."""
    return 200, [_JSON, (b"etag", news.etag.encode())], news.as_json(0).encode()
