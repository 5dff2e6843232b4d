"""An address for clients that were written for django-eventstream: its wire, on our hub.

Source: `django_eventstream/views.py` and `eventrequest.py` (5.3.4).
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, ClassVar

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django_eventstream.utils import get_channelmanager, make_id, sse_encode_error

from notifications.streams.blocks import BlockAnswer, block
from notifications.streams.encoding import encode
from notifications.streams.entry import Entry
from notifications.streams.eventstream.channels import stream_of
from notifications.streams.eventstream.payload import unpack
from notifications.streams.hub.admission import Wish, make_wish
from notifications.streams.names import MalformedName, plain
from notifications.streams.refusal import Refusal, malformed
from notifications.streams.signals import Signal
from notifications.streams.visit import NO_STORE, Headers, Visit, answer, door
from notifications.streams.visit import refuse as refuse_plainly

# The id of a `stream-error`. A client that comes back with it is sent away for good.
_AFTER_ERROR = "error"
_RESUME_NOT_ALLOWED = "resume_not_allowed"
# What they tell in the stream; for anything else a status says more.
_CONDITIONS = {400: "bad-request", 401: "forbidden", 403: "forbidden"}
_EVENT_STREAM = (b"content-type", b"text/event-stream")


class TheirStream(BlockAnswer):
    """Blocks as django-eventstream writes them: the data alone, and ids without a generation."""

    form = "eventstream"
    nothing: ClassVar[str] = ""

    def id(self) -> str:
        """What their clients resume with: `channel:7,other:3`."""
        return str(make_id({plain(name): position for name, position in self.sent.items()}))

    def event(self, entry: Entry) -> bytes:
        """The event's type and its data."""
        return block(entry.type, unpack(entry.data), self.id())

    async def reset(self, streams: Mapping[str, Mapping[str, Any]]) -> None:
        """The client must load these channels anew."""
        self.sent.update((name, reset["head"]) for name, reset in streams.items())
        data = encode({"channels": [plain(name) for name in streams]})
        await self.visit.write(block("stream-reset", data, self.id()))

    async def heads(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """Their clients watch nothing."""

    async def signal(self, signal: Signal) -> None:
        """An event that is not durable has no id."""
        await self.visit.write(block(signal.name, unpack(encode(signal.data))))

    async def beat(self) -> None:
        """A sign of life."""
        await self.visit.write(block("keep-alive", self.nothing))

    async def error(self, condition: str, streams: list[str]) -> None:
        """Why the stream ends, and that it cannot be resumed."""
        await self.visit.write(_error(condition, f"Permission denied to channels: {_list(streams)}", streams))


async def _serve(visit: Visit) -> None:
    await TheirStream(visit).serve()


def _read(scope: Any) -> Wish:
    request = ASGIRequest(scope, BytesIO())
    given = scope.get("url_route", {}).get("kwargs", {})
    try:
        channels = get_channelmanager().get_channels_for_request(request, given)
        streams = sorted(stream_of(channel) for channel in channels)
    except (MalformedName, SuspiciousOperation) as error:
        raise malformed(str(error)) from None
    after = _last_event_id(request)
    if after == _AFTER_ERROR:
        raise Refusal(400, _RESUME_NOT_ALLOWED, "cannot resume after a stream-error")
    return make_wish(streams, (), after)


def _last_event_id(request: HttpRequest) -> str:
    # Their client adds one with each reconnect, so the last that says something holds.
    given = [value for value in request.GET.getlist("lastEventId") if value]
    return request.headers.get("Last-Event-ID") or (given[-1] if given else "")


async def _refuse(send: Any, refusal: Refusal, headers: Headers) -> None:
    condition = _CONDITIONS.get(refusal.status)
    if condition is None or refusal.code == _RESUME_NOT_ALLOWED:
        await refuse_plainly(send, refusal, headers)
        return
    body = _error(condition, f"Invalid request: {refusal.detail}.", refusal.streams)
    await answer(send, 200, [*headers, _EVENT_STREAM, NO_STORE], body)


def _error(condition: str, text: str, streams: Any) -> bytes:
    extra = {"channels": [plain(name) for name in streams]} if streams else None
    return bytes(sse_encode_error(condition, text, extra=extra).encode())


def _list(streams: list[str]) -> str:
    return ", ".join(plain(name) for name in streams)


events = door(_serve, read=_read, refuse=_refuse)
