"""Polls with nothing new, past ASGI: answered from memory, or waiting without a task.

Everything else takes the ordinary way: whoever is not known here, has something to be told or is to be refused.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from notifications.streams import hub as hubs
from notifications.streams.framing import is_direct
from notifications.streams.hub.admission import fresh_ticket, standing, wish_of
from notifications.streams.hub.news import stillness
from notifications.streams.identity import header, proof
from notifications.streams.limits import Seat
from notifications.streams.refusal import Refusal
from notifications.streams.transports.polling.answers import not_modified
from notifications.streams.transports.polling.asking import poller, waiting_s
from notifications.streams.transports.polling.waiting import LongPoll
from notifications.streams.visit import Headers, Visit, cors_headers


class Question(Protocol):
    """What the server gives: `answer` takes the whole answer, `gone` is called if there was none."""

    gone: Any

    def answer(self, data: bytes) -> bool: ...


@dataclass(frozen=True, slots=True)
class Caller:
    """What there is to read in headers, of which most callers send the same ones again and again."""

    proof: str
    who: tuple[str, str, str]
    cors: Headers
    last_event_id: str
    if_none_match: str


def shortcut(scope: Any, question: Question) -> bool:
    """Answers the question, now or later; False, and nothing has happened, where more than memory is needed."""
    hub = hubs.ready()
    if hub is None or hub.draining or not is_direct():
        return False
    caller = _caller(scope["headers"], (scope["client"] or ("",))[0])
    held = hub.passes.find(caller.proof)
    if held is None:
        return False
    seat = Seat(scope, held.viewer)
    try:
        wish = wish_of(scope["query_string"], caller.last_event_id)
        wait_s = waiting_s(wish)
        admission = standing(hub, held, wish) if wish.names and seat.is_free else None
    except Refusal:
        return False
    if admission is None:
        return False
    headers = [*caller.cors, *fresh_ticket(hub, scope, held)]
    visit = Visit(hub, scope, None, _nowhere, wish, admission, headers)
    if wait_s:
        _wait(visit, seat, wait_s, question)
        return True
    return _answer(visit, caller, question)


def _wait(visit: Visit, seat: Seat, wait_s: float, question: Question) -> None:
    seat.take()
    poll = LongPoll(visit, seat)
    question.gone = poll.gone
    poll.wait(wait_s)


def _answer(visit: Visit, caller: Caller, question: Question) -> bool:
    news = stillness(visit.hub, visit.admission)
    if news.etag != caller.if_none_match:
        return False
    visit.hub.polled(caller.who, guest=visit.admission.viewer.user_id is None, next_ms=news.next_ms)
    return question.answer(visit.framed(*not_modified(news)))


@lru_cache(4096)
def _caller(headers: tuple[tuple[bytes, bytes], ...], peer: str) -> Caller:
    scope = {"headers": headers, "client": (peer, 0)}
    return Caller(
        proof(scope),
        poller(scope),
        cors_headers(scope),
        header(scope, b"last-event-id"),
        header(scope, b"if-none-match"),
    )


async def _nowhere(_message: Any) -> None:
    """Where an answer goes that comes after the client has gone."""
