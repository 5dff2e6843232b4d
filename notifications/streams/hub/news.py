"""Everything that is new since a cursor, in one answer: what a poll gets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from time import monotonic
from typing import TYPE_CHECKING, Any

from notifications.streams.cursor import Cursor
from notifications.streams.encoding import encode
from notifications.streams.hub.admission import Admission, admit, recognise
from notifications.streams.hub.feed import Feed
from notifications.streams.refusal import forbidden
from notifications.streams.signals import Signal

if TYPE_CHECKING:
    from notifications.streams.hub.hub import Hub
    from notifications.streams.visit import Visit

# One answer holds at most so many batches of a stream; `more` says that others follow.
MAX_BATCHES = 4
# The advice when to ask again: a fifth of the time for which nothing has happened.
SOONEST_MS, LATEST_MS = 2000, 30_000


@dataclass(slots=True)
class News:
    """What happened since a cursor."""

    cursor: Cursor
    events: list[str] = field(default_factory=list)
    resets: dict[str, dict[str, Any]] = field(default_factory=dict)
    heads: dict[str, dict[str, int]] = field(default_factory=dict)
    signals: list[Signal] = field(default_factory=list)
    more: bool = False
    next_ms: int = SOONEST_MS

    @property
    def urgent(self) -> bool:
        """Is there something that a long poll does not wait with?"""
        return bool(self.events or self.resets or self.heads)

    @property
    def etag(self) -> str:
        """The same for the same state: after it has been seen, nothing is new."""
        return _tag(" ".join([str(self.cursor), *(f"{one.key}{one.at}" for one in self.signals)]))

    def as_json(self, next_ms: int) -> str:
        """The body of the answer (contract §3)."""
        rest = {
            "cursor": str(self.cursor),
            "heads": self.heads,
            "signals": [{"stream": one.stream, "name": one.name, "data": one.data} for one in self.signals],
            "reset": self.resets,
            "more": self.more,
            "next_ms": next_ms,
        }
        return f'{{"events":[{",".join(self.events)}],{encode(rest)[1:]}'


# Nearly all polls find the same as the one before.
@lru_cache
def _tag(state: str) -> str:
    return f'"{blake2b(state.encode(), digest_size=12).hexdigest()}"'


async def collect(visit: "Visit") -> News:
    """What is new for this visitor, from memory where that reaches.

    Raises:
        Refusal: 401, 403; access was taken away while the log was being read.
    """
    while True:
        news = await _collect(visit.hub, visit.admission)
        if visit.hub.vouch(visit.admission.held):
            return news
        # Nobody tells a poll of a revocation, so everything is asked anew.
        held = await recognise(visit.hub, visit.scope)
        visit.admission = await admit(visit.hub, visit.scope, held, visit.wish)
        if visit.admission.refused:
            raise forbidden(visit.admission.refused)


async def _collect(hub: "Hub", admission: Admission) -> News:
    positions = dict(admission.positions)
    news = News(Cursor(hub.generation, positions), resets=dict(admission.resets))
    for name in positions:
        await _read(hub, name, positions, news)
    changed = {name for name in admission.watching if admission.watched.get(name) != hub.feeds[name].head}
    if changed:
        news.heads = await hub.heads(admission.viewer.user_id, changed)
    return _rounded_off(news, hub, admission)


def stillness(hub: "Hub", admission: Admission) -> News:
    """What there is to say to somebody who stands at the head of everything."""
    return _rounded_off(News(Cursor(hub.generation, admission.positions)), hub, admission)


def _rounded_off(news: News, hub: "Hub", admission: Admission) -> News:
    positions = news.cursor.positions
    news.signals = hub.signals.of(positions)
    names = [*positions, *admission.watching]
    news.next_ms = advice(monotonic() - max(hub.feeds[name].grew for name in names))
    conclude(news, hub.feeds, admission.watching)
    return news


def conclude(news: News, feeds: Mapping[str, Feed], watching: Iterable[str]) -> None:
    """Say whether there is more than was read, and where the reader stands in what it watches."""
    positions = news.cursor.positions
    news.more = any(position < feeds[name].head for name, position in positions.items())
    told = {name: feeds[name].head for name in watching if name not in positions}
    told.update((name, head["position"]) for name, head in news.heads.items() if name in told)
    if told:
        news.cursor = Cursor(news.cursor.generation, {**positions, **told})


def advice(quiet_s: float) -> int:
    """In how many milliseconds to ask again."""
    return min(max(round(quiet_s * 1000 / 5), SOONEST_MS), LATEST_MS)


async def _read(hub: "Hub", name: str, positions: dict[str, int], news: News) -> None:
    for _ in range(MAX_BATCHES):
        if positions[name] >= hub.feeds[name].head:
            return
        batch = await hub.after(name, positions[name])
        if batch is None or batch.before != positions[name]:
            head = positions[name] = hub.feeds[name].head
            news.resets[name] = {"head": head, "reason": "expired"}
            return
        news.events += [entry.text for entry in batch]
        positions[name] = batch.last
