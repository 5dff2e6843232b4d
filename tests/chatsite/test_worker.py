"""The worker keeps queues apart: what waits for servers of others holds up nobody else."""

import time

import pytest
from django.db import OperationalError
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from chat.hooks.tasks import call
from notifications.doctor.tasks import nod
from notifications.management.commands.worker import Beside


@pytest.mark.django_db(transaction=True)
def test_another_queue_has_a_thread_for_itself_which_ends_when_asked() -> None:
    nod.enqueue()
    call.enqueue(1, 1)
    beside = Beside("elsewhere")
    beside.start()
    until = time.monotonic() + 10
    while not DBTaskResult.objects.finished().exists() and time.monotonic() < until:
        time.sleep(0.05)
    beside.stop()
    assert not beside.is_alive()
    assert {task.queue_name: task.status for task in DBTaskResult.objects.all()} == {
        "default": "READY",
        "elsewhere": "SUCCESSFUL",
    }


def test_a_thread_outlives_what_one_look_at_the_queue_meets(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def run(worker: Worker) -> None:
        looks.append(1)
        if len(looks) == 1:
            raise OperationalError("database is locked")
        worker.running = False

    monkeypatch.setattr(Worker, "run", run)
    beside = Beside("elsewhere")
    beside.start()
    beside.join(10)
    assert looks == [1, 1]
