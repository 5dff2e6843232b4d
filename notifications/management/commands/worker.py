"""`manage.py worker`: does what actions have left for later, until it is stopped."""

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_QUEUE_NAME, default_task_backend

from notifications.inbox.rounds import Rounds

if TYPE_CHECKING:
    from django_tasks_db.management.commands.db_worker import Worker

logger = logging.getLogger(__name__)

# How long a task waits at most for a worker that has nothing to do.
INTERVAL_S = 0.5
# What is under way in other queues when we are to stop; what takes longer is done again by another worker.
STOP_WITHIN_S = 8.0


class Command(BaseCommand):
    """Tells many people, pushes, mails; any number of them may run."""

    help = "Do background work: alerts to many people, pushes, mails. Stop it with SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM; the tasks at hand are finished first."""
        if not apps.is_installed("django_tasks_db"):
            raise CommandError("There are no tasks to work on: add django_tasks and django_tasks_db to INSTALLED_APPS.")
        worker = worker_of(DEFAULT_TASK_QUEUE_NAME)
        worker.configure_signals()
        others = [Beside(name) for name in sorted(default_task_backend.queues - {DEFAULT_TASK_QUEUE_NAME})]
        for thread in (Rounds(), *others):
            thread.start()
        try:
            worker.run()
        finally:
            for other in others:
                other.stop()


class Beside(threading.Thread):
    """Does the tasks of another queue of the settings: whatever they wait for, the others do not wait for them."""

    def __init__(self, queue: str) -> None:
        super().__init__(name=f"queue-{queue}", daemon=True)
        self.worker = worker_of(queue)

    def run(self) -> None:
        """Work until asked to stop, also when the database is away for a while."""
        while self.worker.running:
            try:
                self.worker.run()
            except Exception:
                # The main thread ends with its process, which is started anew; this one would be missed by nobody.
                logger.exception("queue_failed: %s", self.name)
                time.sleep(INTERVAL_S)

    def stop(self) -> None:
        """Finish the task at hand."""
        self.worker.running = False
        self.join(STOP_WITHIN_S)


def worker_of(queue: str) -> "Worker":
    """A worker for one queue."""
    from django_tasks_db.management.commands.db_worker import Worker

    return Worker(
        queue_names=[queue],
        interval=INTERVAL_S,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
