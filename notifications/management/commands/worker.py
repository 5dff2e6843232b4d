"""`manage.py worker`: does what actions have left for later, until it is stopped."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from notifications.inbox.rounds import Rounds

# How long a task waits at most for a worker that has nothing to do.
INTERVAL_S = 0.5


class Command(BaseCommand):
    """Tells many people, pushes, mails; any number of them may run."""

    help = "Do background work: alerts to many people, pushes, mails. Stop it with SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM; the task at hand is finished first."""
        worker = Worker(
            queue_names=["*"],
            interval=INTERVAL_S,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        Rounds().start()
        worker.run()
