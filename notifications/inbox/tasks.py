"""What is done after the transaction, by the worker (`manage.py worker`): in batches, and safe to repeat."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from time import monotonic, sleep
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django_tasks import task

from notifications.inbox import kinds
from notifications.inbox.facts import Details, Fact
from notifications.streams import log

TASK_PEOPLE = 1000
# People in one transaction: others who write wait for as long as it takes.
BATCH_PEOPLE = 25
# Whoever waits for SQLite looks again every so often and finds it free only if we leave it alone
# (without a pause a post waited for 2.5 s).
PAUSE_MIN_S = 0.02


def tell_later(fact: Fact) -> None:
    """Have the fact told by tasks that belong to the transaction that is open."""

    def enqueue() -> None:
        known = fact.known_details()
        rest = {
            "kind": fact.kind, "key": fact.key, "group": fact.group, "actor": fact.actor, "place": fact.place,
            "at": fact.at.isoformat(), "subject": known.subject, "data": _kept(fact.kind, known), "mark": known.mark,
        }  # fmt: skip
        for people in _split(sorted(fact.recipients), TASK_PEOPLE):
            tell_many.enqueue(people, rest)

    if callable(fact.details):
        log.before_insert(enqueue)
    else:
        enqueue()


@task()
def tell_many(people: list[int], fact: dict[str, Any]) -> None:
    """Tell a fact to many people, a batch at a time."""
    details = Details(subject=fact.pop("subject"), data=fact.pop("data"), mark=fact.pop("mark"))
    at = datetime.fromisoformat(fact.pop("at"))
    for batch in _split(people, BATCH_PEOPLE):
        one = Fact(**fact, at=at, details=details, recipients=batch)
        with _giving_way():
            _tell_patiently(one)


def withdraw_later(subject: str, at: datetime) -> None:
    """Have what shows this content taken from everybody, by a task of the transaction that is open."""
    withdraw_everywhere.enqueue(subject, at.isoformat())


@task()
def withdraw_everywhere(subject: str, at: str) -> None:
    """Take alerts that show this content from everybody, a batch at a time."""
    from notifications.inbox.retracting import withdraw_some

    left = True
    while left:
        with _giving_way():
            left = withdraw_some(subject=subject, at=datetime.fromisoformat(at), limit=BATCH_PEOPLE) > 0


def withdraw_place_later(place: str, people: Collection[int], at: datetime) -> None:
    """Have what happened at a place taken from these people, by tasks of the transaction that is open."""
    for some in _split(sorted(people), TASK_PEOPLE):
        withdraw_place_from.enqueue(place, some, at.isoformat())


@task()
def withdraw_place_from(place: str, people: list[int], at: str) -> None:
    """Take what happened at a place from these people, a batch at a time."""
    from notifications.inbox.retracting import withdraw_place

    for batch in _split(people, BATCH_PEOPLE):
        with _giving_way():
            withdraw_place(place=place, people=batch, at=datetime.fromisoformat(at))


@task()
def mail_test(user_id: int) -> None:
    """Send one person a test mail."""
    from notifications.inbox import digest

    digest.write_test(user_id)


@task()
def push_test(user_id: int) -> None:
    """Push a test to all browsers of one person."""
    from notifications.inbox import pushing

    pushing.push_test(user_id)


@task()
def push_alerts(alert_ids: list[int], patient: bool = True) -> None:  # noqa: FBT001, FBT002 - JSON
    """Push alerts; those whose people have a page open are tried once more a little later."""
    from notifications.inbox import pushing

    now = timezone.now()
    looking = [one for one in alert_ids if not pushing.push_alert(one, at=now, patient=patient)]
    if looking:
        push_alerts.using(run_after=now + pushing.LOOKING).enqueue(looking, patient=False)


def _kept(kind: str, details: Details) -> dict[str, Any]:
    """What waits with a task. Words do not, if they can be asked for: they may be changed or taken away by then."""
    data = dict(details.data)
    if kinds.named(kind).excerpt is not None:
        data.pop("excerpt", None)
    return data


def _tell_patiently(fact: Fact) -> None:
    try:
        _tell_now(fact)
    except IntegrityError:
        # Another process told one of them of something of the same group; now it is there to be found.
        _tell_now(fact)


@log.transaction()
def _tell_now(fact: Fact) -> None:
    from notifications.inbox.telling import tell

    details, excerpt = fact.known_details(), kinds.named(fact.kind).excerpt
    if excerpt is not None:
        details = replace(details, data={**details.data, "excerpt": excerpt(details.subject)})
    tell([replace(fact, details=details)])


@contextmanager
def _giving_way() -> Iterator[None]:
    """Do one batch, then leave the database to others for as long as it took."""
    started = monotonic()
    yield
    sleep(max(PAUSE_MIN_S, monotonic() - started))


def _split(people: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(people), size):
        yield list(people[start : start + size])
