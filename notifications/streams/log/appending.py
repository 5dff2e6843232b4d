"""Appending to streams in the transaction that makes the change.

What is appended is kept aside and written when the outermost `transaction()` ends: the
streams are locked last and in the order of their names, which keeps locks short and free
of deadlocks. The wake-up goes out after the commit.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection
from django.db import transaction as db
from django.utils import timezone

from notifications.streams import rows, wakeups
from notifications.streams.encoding import encode
from notifications.streams.entry import REDACTED
from notifications.streams.models import Event, Stream
from notifications.streams.names import CONTROL, require_canonical, require_type

_ADVANCE = (
    "INSERT INTO {table} (name, head, floor) VALUES {rows} "
    "ON CONFLICT (name) DO UPDATE SET head = {table}.head + excluded.head RETURNING name, head"
)
Data = Mapping[str, Any] | Callable[[int], Mapping[str, Any]]


NOT_YET = 0
"""The position of an event that has not been written: positions count from 1."""


class Draft:
    """An event that will be written when the transaction ends."""

    __slots__ = ("at", "data", "position", "stream", "subject", "type")

    def __init__(self, stream: str, type: str, data: Data, subject: str, at: datetime) -> None:
        self.stream = stream
        self.type = type
        self.data = data
        self.subject = subject
        self.at = at
        self.position = NOT_YET


class _Session(threading.local):
    depth = 0

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.redacted: list[Draft] = []
        self.hooks: list[Callable[[], None]] = []

    def marks(self) -> list[int]:
        """How much there is of each, to come back to when a savepoint fails."""
        return [len(self.drafts), len(self.redacted), len(self.hooks)]

    def return_to(self, marks: list[int]) -> None:
        """Forget what was added since `marks`."""
        drafts, redacted, hooks = marks
        del self.drafts[drafts:], self.redacted[redacted:], self.hooks[hooks:]


_session = _Session()


@contextmanager
def transaction() -> Iterator[None]:
    """One change and its events, all or nothing; a context manager and a decorator.

    Inside another `transaction()` it is a savepoint: what fails takes its own drafts away
    and leaves the rest.
    """
    marks = _session.marks()
    _session.depth += 1
    try:
        with db.atomic():
            yield
            if _session.depth == 1:
                _write()
    except BaseException:
        _session.return_to(marks)
        raise
    finally:
        _session.depth -= 1
        if not _session.depth:
            _session.return_to([0, 0, 0])


def append(stream: str, type: str, data: Data, *, subject: str = "", at: datetime | None = None) -> Draft:
    """Append an event; its position is known once the outermost transaction ends.

    Args:
        stream: canonical name.
        type: what happened, as a past participle: `message.posted`.
        data: JSON object, or a function of the position that gives it.
        subject: whose content it is (`message-17`), for `redact`.
        at: when it happened; now unless given.

    Raises:
        MalformedName, MalformedType: nobody could follow that stream, or no transport carry that type.
    """
    _require_transaction()
    require_canonical(stream)
    require_type(type)
    draft = Draft(stream, type, data, subject, at or timezone.now())
    _session.drafts.append(draft)
    return draft


def before_insert(hook: Callable[[], None]) -> None:
    """Call `hook` when all positions are known and before the events are inserted."""
    _require_transaction()
    _session.hooks.append(hook)


def redact(*subjects: str, stream: str | None = None) -> None:
    """Take the content of all events about these subjects out of every log (or one), tail and replay.

    Their positions stay (contract §1). Call it before the event that tells of the removal.
    """
    _require_transaction()
    events = Event.objects.filter(subject__in=subjects)
    if stream is not None:
        events = events.filter(stream_id=stream)
    _session.redacted += [
        draft for draft in _session.drafts if draft.subject in subjects and stream in {None, draft.stream}
    ]
    found: dict[str, list[int]] = {}
    for name, position in events.values_list("stream_id", "position"):
        found.setdefault(name, []).append(position)
    if found:
        events.update(type=REDACTED, data="{}", subject="")
        append(CONTROL, "redacted", {"positions": found})


def revoke(
    *,
    person: int | None = None,
    session: str | None = None,
    token: int | None = None,
    stream: str | None = None,
) -> None:
    """Take access away, in every process, from the next event on (contract C4).

    Args:
        person: with `stream`, that person loses that stream; alone, all their connections end.
        session, token: connections that were proved by this session (the digest of its key)
            or token id end.
        stream: alone, everybody who follows it is asked for anew.
    """
    given = {"person": person, "session": session, "token": token, "stream": stream}
    append(CONTROL, "revoked", {key: value for key, value in given.items() if value is not None})


def end(stream: str) -> None:
    """The stream is over for good: who follows it is told so and does not come back."""
    append(CONTROL, "ended", {"stream": stream})


def _require_transaction() -> None:
    if not _session.depth:
        raise db.TransactionManagementError("events are appended inside log.transaction()")


def _write() -> None:
    drafts = sorted(_session.drafts, key=lambda draft: draft.stream)
    if not drafts:
        return
    heads = _advance(Counter(draft.stream for draft in drafts))
    following = {stream: head - count for stream, (head, count) in heads.items()}
    for draft in drafts:
        following[draft.stream] += 1
        draft.position = following[draft.stream]
    for hook in _session.hooks:
        hook()
    rows.insert([_event(draft) for draft in drafts])
    db.on_commit(partial(wakeups.send, following), robust=True)


def _advance(counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Lock the streams, create those that are missing, and move their heads on."""
    grown = sorted(counts.items())
    # One statement, so that the rows are locked in the order they are listed in.
    sql = _ADVANCE.format(table=Stream._meta.db_table, rows=", ".join(["(%s, %s, 0)"] * len(grown)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for one in grown for value in one])
        return {name: (head, counts[name]) for name, head in cursor.fetchall()}


def _event(draft: Draft) -> Event:
    redacted = draft in _session.redacted
    data = draft.data(draft.position) if callable(draft.data) else draft.data
    return Event(
        stream_id=draft.stream,
        position=draft.position,
        type=REDACTED if redacted else draft.type,
        at=draft.at,
        data=encode({} if redacted else data),
        subject="" if redacted else draft.subject,
    )
