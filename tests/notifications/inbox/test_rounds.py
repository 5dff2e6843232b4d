"""What waits is done by whoever comes first, and by nobody twice."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from notifications.inbox import rounds, snapshots
from notifications.inbox.models import Alert
from notifications.streams import hub
from notifications.streams.names import user_stream
from tests.notifications.inbox.conftest import Tell, person, work


def ordered(tell: Tell, bob: Any, alice: Any, count: int, at: datetime) -> None:
    for number in range(count):
        tell(bob, [alice], str(number), at=at)


def counted(alice: Any) -> int:
    return int(snapshots.page(alice.pk)["notifications"][0]["count"])


@pytest.mark.django_db
def test_the_worker_announces_what_is_due(alice: Any, bob: Any, tell: Tell, now: datetime) -> None:
    ordered(tell, bob, alice, 7, now)
    rounds.announce(now + timedelta(seconds=5))
    assert counted(alice) == 3
    rounds.announce(now + timedelta(seconds=10))
    assert counted(alice) == 7
    assert not Alert.objects.exclude(due_at=None).exists()


@pytest.mark.django_db(transaction=True)
async def test_a_process_with_followers_announces_it_without_a_worker(alice: Any, bob: Any, tell: Tell) -> None:
    # Due at once: told of by a process that has died since.
    await sync_to_async(ordered)(tell, bob, alice, 7, timezone.now() - timedelta(seconds=20))
    assert await sync_to_async(counted)(alice) == 3
    await (await hub.current()).load([user_stream(alice.pk)])
    async with asyncio.timeout(5):
        while await sync_to_async(counted)(alice) != 7:
            await asyncio.sleep(0.1)


@pytest.mark.django_db
def test_a_task_whose_worker_died_is_done_by_another(alice: Any, bob: Any, tell: Tell, now: datetime) -> None:
    tell(bob, [alice, *(person(f"p{number}") for number in range(55))], "1")
    DBTaskResult.objects.update(status="RUNNING", started_at=now - timedelta(minutes=20))
    work()
    assert snapshots.bell(alice.pk)["unread"] == 0
    rounds.pick_up(now)
    work()
    assert snapshots.bell(alice.pk)["unread"] == 1
