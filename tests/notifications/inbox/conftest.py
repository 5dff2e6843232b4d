"""People with alerts, of whatever kind: the inbox by itself, without rooms."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from notifications.inbox import kinds
from notifications.inbox.facts import Details, Fact
from notifications.inbox.kinds import Kind
from notifications.inbox.telling import notify
from notifications.inbox.trying import tests_of
from notifications.streams import log

SEEING: set[int] = set()
"""Who may see what is told here."""


def _may_see(people: Collection[int], _place: str, _subject: str) -> set[int]:
    return SEEING & set(people)


ORDER = Kind(
    name="order",
    label="Orders",
    text=lambda told: f"{told.count} orders from {', '.join(told.names)}",
    url=lambda data: f"/orders/{data.get('number', '')}",
    may_see=_may_see,
    addressed=True,
    push=True,
    mail=True,
)
Tell = Callable[..., None]


@pytest.fixture(autouse=True)
def _order_kind() -> Iterator[None]:
    kinds.register(ORDER)
    yield
    kinds.unregister(ORDER)
    SEEING.clear()
    tests_of.cache_clear()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def person(username: str) -> Any:
    user = get_user_model()._default_manager.create_user(username, f"{username}@example.org", "x")
    SEEING.add(user.pk)
    return user


def work() -> None:
    """Do the tasks that wait, as a worker would."""
    while task := DBTaskResult.objects.ready().order_by("enqueued_at").first():
        task.claim("test")
        task.task.call(*task.task_result.args, **task.task_result.kwargs)
        task.set_successful(None)


@pytest.fixture
def alice(db: None) -> Any:
    return person("alice")


@pytest.fixture
def bob(db: None) -> Any:
    return person("bob")


@pytest.fixture
def tell(now: datetime) -> Tell:
    """`tell(bob, [alice], "17")`: bob ordered number 17, and alice is told."""

    def tell(actor: Any, people: Collection[Any], number: str, **more: Any) -> None:
        details = Details(subject=f"order-{number}", data={"number": number, "excerpt": f"order {number}"})
        fact = {"kind": "order", "key": number, "group": "orders", "at": now, "details": details, **more}
        with log.transaction():
            notify(Fact(actor=actor.pk, recipients=[one.pk for one in people], **fact))

    return tell
