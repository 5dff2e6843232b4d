"""Publishing live values: the newest of each name wins, and is told at most once a second."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from chat import events, policies, shapes
from chat.actions import Admit, always
from chat.models import LiveStream, LiveValue
from chat.refusals import Invalid, NotFound, Refused
from notifications.streams import log, turns

Value = float | int | str | bool

TELL_EVERY = timedelta(seconds=1)
# What a page draws as a line, and what one connection may carry of one stream without a reset.
RECENT, KEPT, KEPT_AT_MOST = 60, 100, 300
# Names on one stream: a dashboard, not a database.
NAMES_MAX = 100
# Streams under one declaration that ends with `*`.
STREAMS_MAX = 1_000
# Clocks differ; a value from far ahead would keep all later ones out.
AHEAD = timedelta(minutes=1)
BATCH = 100
TIDY, TIDY_EVERY = "live values", timedelta(minutes=1)


class TooManyNames(Refused):
    """A stream holds so many values at most."""

    status = 409
    code = "too_many_names"
    detail = _("This stream has as many names as a stream may have.")


class TooManyStreams(Refused):
    """A declaration covers so many streams at most."""

    status = 409
    code = "too_many_streams"
    detail = _("No more streams can begin under this name.")


class Published(NamedTuple):
    """What is known of a value now: told already, or waiting for its second to pass."""

    value: LiveValue
    told: bool


@log.transaction()
def publish_value(
    *,
    stream: str,
    name: str,
    value: Value,
    at: datetime,
    unit: str = "",
    measured_at: datetime | None = None,
    admit: Admit = always,
) -> Published:
    """Publish a value, which was so at `measured_at` (now unless given).

    One that is older than what is known already is dropped without a word: the newest wins. Of
    several within a second the last is told when it is over (`tell_due`).

    Raises:
        NotFound: no such stream was declared.
        Invalid: `measured_at` lies ahead.
        TooManyNames, TooManyStreams: what the names say.
    """
    declared = policies.live_stream(stream)
    if declared is None:
        raise NotFound
    measured_at = measured_at or at
    if measured_at > at + AHEAD:
        raise Invalid("at: " + str(_("this lies in the future.")))
    admit()
    found = LiveValue.objects.select_for_update().filter(stream=stream, name=name).first()
    if found is None:
        _require_room(stream, declared)
        found = LiveValue(stream=stream, name=name, value=value, at=measured_at, told_at=at - TELL_EVERY)
    elif measured_at < _newest_at(found):
        return Published(found, told=found.waiting is None)
    if at - found.told_at < TELL_EVERY:
        found.waiting = {"value": value, "unit": unit, "at": shapes.moment(measured_at)}
        found.due_at = found.told_at + TELL_EVERY
        found.save()
        return Published(found, told=False)
    _tell(found, value, unit, measured_at, at)
    return Published(found, told=True)


@log.transaction()
def tell_due(*, at: datetime) -> int:
    """Tell the values whose second has passed, at most a batch of them; how many those were."""
    due = LiveValue.objects.filter(due_at__lte=at).order_by("pk")
    values = list(due.select_for_update()[:BATCH])
    for found in values:
        waiting: Any = found.waiting
        _tell(found, waiting["value"], waiting["unit"], datetime.fromisoformat(waiting["at"]), at)
    return len(values)


def is_due(at: datetime) -> bool:
    """Is there anything to tell? One small read, so that nobody has to wait for a writer in vain."""
    return LiveValue.objects.filter(due_at__lte=at).exists()


def let_go(at: datetime) -> None:
    """Now and then, and by one process for all, let go of events that newer ones have overtaken."""
    if not turns.is_open(TIDY, TIDY_EVERY, at) or not turns.take(TIDY, TIDY_EVERY, at):
        return
    streams = LiveValue.objects.order_by().values_list("stream", flat=True).distinct()
    for stream, reach in log.reach(list(streams)).items():
        if reach.head - reach.floor > KEPT_AT_MOST:
            log.keep_newest(stream, KEPT)


def _require_room(stream: str, declared: LiveStream) -> None:
    """For one more name."""
    names = LiveValue.objects.filter(stream=stream).count()
    if names >= NAMES_MAX:
        raise TooManyNames
    if not names and LiveValue.objects.under(declared).values("stream").distinct().count() >= STREAMS_MAX:
        raise TooManyStreams


def _tell(found: LiveValue, value: Value, unit: str, measured_at: datetime, at: datetime) -> None:
    found.value, found.unit, found.at, found.told_at = value, unit, measured_at, at
    found.waiting = found.due_at = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        found.recent = [*found.recent, value][-RECENT:]
    found.save()
    events.value_changed(found.stream, shapes.live_value(found), at=at)


def _newest_at(found: LiveValue) -> datetime:
    return datetime.fromisoformat(found.waiting["at"]) if found.waiting else found.at
