"""The history checker: was the promise of the contract kept, judging only by what was written down?

Input are the log as it was committed (read from the database at the end), what every client was given step by
step, and every post with its answers. Output is a list of findings; an empty list means that C1 (integrity),
C2 (order), C3 (no silent gap), C4 (confidentiality), C11 (exactly one) and C12 (durable acknowledgement) held.
Pure Python: it knows no server, no transport and no Django.
"""

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

#: Access must be gone this long after the commit of the revocation (C4), removed content after the removal.
CUT_OFF_S = 1.0


class Kind(StrEnum):
    """What can be wrong with a history."""

    PHANTOM = "phantom"
    ALTERED = "altered"
    REPEATED = "repeated"
    OUT_OF_ORDER = "out of order"
    SKIPPED = "skipped"
    LOST_ACKNOWLEDGEMENT = "lost acknowledgement"
    CHANGED_ANSWER = "changed answer"
    DOUBLE_POST = "double post"
    STORED_THOUGH_REFUSED = "stored though refused"
    AFTER_REVOCATION = "delivered after revocation"
    AFTER_REMOVAL = "shown after removal"
    HOLE_IN_LOG = "hole in the log"


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken promise: whose history shows it and where."""

    kind: Kind
    who: str
    stream: str
    position: int
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.who} at {self.stream}:{self.position} {self.detail}".rstrip()


@dataclass(frozen=True, slots=True)
class Event:
    """An event as delivered or as logged. `data` is canonical JSON text, so that events compare and hash."""

    stream: str
    position: int
    type: str
    at: str
    data: str

    @classmethod
    def of(cls, wire: Mapping[str, Any]) -> "Event":
        """The event in a decoded frame, or in a row of the log turned into the same shape."""
        data = json.dumps(wire["data"], sort_keys=True, ensure_ascii=False)
        return cls(wire["stream"], wire["position"], wire["type"], wire["at"], data)

    @property
    def redacted(self) -> bool:
        return self.type == "redacted"

    def message(self) -> dict[str, Any]:
        """The message that a `message.posted` carries; empty for every other event."""
        message: dict[str, Any] = json.loads(self.data).get("message") or {}
        return message if self.type == "message.posted" else {}


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection opened; `positions` is where its backlog starts, as the server said."""

    positions: Mapping[str, int]
    transport: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The client was handed `event` at Unix second `at`."""

    event: Event
    at: float


@dataclass(frozen=True, slots=True)
class Reset:
    """The server said aloud that the stream goes on at `head`."""

    stream: str
    head: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """The stream left this client, at its own wish or by a revocation."""

    stream: str


Step = Connected | Delivered | Reset | Unfollowed


@dataclass(slots=True)
class Client:
    """Everything one client was given. `complete`: it was let read on until nothing more came."""

    name: str
    steps: list[Step] = field(default_factory=list)
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a post: 200 and 201 carry the position, anything else is a refusal."""

    status: int
    position: int | None = None

    @property
    def stored(self) -> bool:
        return self.status in (200, 201)


@dataclass(slots=True)
class Post:
    """One message that a person wanted stored, with the answers to all tries; `lost` tries got no answer."""

    sender: str
    client_id: str
    stream: str
    body: str
    answers: list[Answer] = field(default_factory=list)
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Revocation:
    """`client` lost `stream`, whose head was `position`; the commit was over at Unix second `at`."""

    client: str
    stream: str
    position: int
    at: float


@dataclass(frozen=True, slots=True)
class Removal:
    """The content of `position` was blanked; the commit was over at Unix second `at`."""

    stream: str
    position: int
    at: float


@dataclass(slots=True)
class History:
    """A whole run. `log` maps stream to its events as committed, oldest first; pruned ones are missing at the front."""

    log: Mapping[str, Sequence[Event]]
    clients: Sequence[Client] = ()
    posts: Sequence[Post] = ()
    revocations: Sequence[Revocation] = ()
    removals: Sequence[Removal] = ()


def check(history: History) -> list[Finding]:
    """Every broken promise in `history`; an empty list when all were kept."""
    book = {stream: {event.position: event for event in events} for stream, events in history.log.items()}
    found = list(_holes(history.log))
    for client in history.clients:
        found += _Reader(client, book, history).findings()
    found += _posts(history.posts, book)
    return found


def _holes(log: Mapping[str, Sequence[Event]]) -> Iterator[Finding]:
    for stream, events in log.items():
        for before, after in itertools.pairwise(events):
            if after.position != before.position + 1:
                yield Finding(Kind.HOLE_IN_LOG, "log", stream, after.position, f"after {before.position}")


class _Reader:
    """Reads one client's steps and holds each against the log."""

    def __init__(self, client: Client, book: Mapping[str, Mapping[int, Event]], history: History) -> None:
        self.client, self.book = client, book
        self.revoked = {r.stream: r for r in history.revocations if r.client == client.name}
        self.removed = {(r.stream, r.position): r.at for r in history.removals}
        self.last: dict[str, int] = {}
        self.seen: dict[str, set[int]] = {}

    def findings(self) -> Iterator[Finding]:
        for step in self.client.steps:
            match step:
                case Connected(positions):
                    for stream, position in positions.items():
                        self.last.setdefault(stream, position)
                case Delivered(event, at):
                    yield from self._content(event, at)
                    yield from self._place(event)
                    yield from self._access(event, at)
                case Reset(stream, head):
                    self.last[stream], self.seen[stream] = head, set()
                case Unfollowed(stream):
                    self.last.pop(stream, None)
                    self.seen.pop(stream, None)
        if self.client.complete:
            yield from self._end()

    def _finding(self, kind: Kind, event: Event, detail: str = "") -> Finding:
        return Finding(kind, self.client.name, event.stream, event.position, detail)

    def _content(self, event: Event, at: float) -> Iterator[Finding]:
        logged = self.book.get(event.stream, {})
        original = logged.get(event.position)
        if original is None:
            if not logged or event.position >= min(logged):
                yield self._finding(Kind.PHANTOM, event, event.type)
        elif original.redacted and not event.redacted:
            gone = self.removed.get((event.stream, event.position))
            if gone is not None and at > gone + CUT_OFF_S:
                yield self._finding(Kind.AFTER_REMOVAL, event, f"{at - gone:.2f} s after")
        elif event != original:
            yield self._finding(Kind.ALTERED, event, f"{event} instead of {original}")

    def _place(self, event: Event) -> Iterator[Finding]:
        stream, position = event.stream, event.position
        if stream not in self.last:
            yield self._finding(Kind.AFTER_REVOCATION, event, "a stream that is not followed")
            return
        last, seen = self.last[stream], self.seen.setdefault(stream, set())
        if position in seen:
            yield self._finding(Kind.REPEATED, event)
        elif position <= last:
            yield self._finding(Kind.OUT_OF_ORDER, event, f"after {last}")
        elif position > last + 1:
            yield self._finding(Kind.SKIPPED, event, f"after {last}")
        seen.add(position)
        self.last[stream] = max(last, position)

    def _access(self, event: Event, at: float) -> Iterator[Finding]:
        lost = self.revoked.get(event.stream)
        if lost is None:
            return
        if event.position > lost.position:
            yield self._finding(Kind.AFTER_REVOCATION, event, f"revoked at {lost.position}")
        elif at > lost.at + CUT_OFF_S:
            yield self._finding(Kind.AFTER_REVOCATION, event, f"{at - lost.at:.2f} s after the commit")

    def _end(self) -> Iterator[Finding]:
        for stream, last in self.last.items():
            head = max(self.book.get(stream, {}), default=last)
            if stream not in self.revoked and last < head:
                yield Finding(Kind.SKIPPED, self.client.name, stream, last, f"the log goes on to {head}")


def _posts(posts: Iterable[Post], book: Mapping[str, Mapping[int, Event]]) -> Iterator[Finding]:
    stored: Counter[tuple[str, str]] = Counter()
    for events in book.values():
        for message in (event.message() for event in events.values()):
            if message:
                stored[message["author"]["username"], message["client_id"]] += 1
    for post in posts:
        kept = sorted({answer.position or 0 for answer in post.answers if answer.stored})
        times = stored[post.sender, post.client_id]
        if times > 1:
            yield Finding(Kind.DOUBLE_POST, post.sender, post.stream, 0, f"{post.client_id} {times} times")
        if len(kept) > 1:
            yield Finding(Kind.CHANGED_ANSWER, post.sender, post.stream, kept[-1], f"{post.client_id} at {kept}")
        events = book.get(post.stream, {})
        for position in kept:
            if position >= min(events, default=0) and not _holds(events.get(position), post):
                yield Finding(Kind.LOST_ACKNOWLEDGEMENT, post.sender, post.stream, position, post.client_id)
        if post.answers and not kept and not post.lost and times:
            yield Finding(Kind.STORED_THOUGH_REFUSED, post.sender, post.stream, 0, post.client_id)


def _holds(event: Event | None, post: Post) -> bool:
    """Whether `event` is the posting of `post`; what was removed since can no longer be compared."""
    if event is None:
        return False
    message = event.message()
    return event.redacted or (
        (message.get("author") or {}).get("username") == post.sender
        and message.get("client_id") == post.client_id
        and message.get("body") == post.body
    )
