"""What the worker looks after between tasks: due announcements, mails, tasks that were left behind."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import close_old_connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus

from notifications.inbox import digest, due

logger = logging.getLogger(__name__)

# A task that runs for so long has lost its worker. Ours are safe to repeat.
LOST = timedelta(minutes=10)
KEPT = timedelta(days=7)


@dataclass
class Round:
    """Something that is done every so often."""

    every_s: float
    do: Callable[[datetime], object]
    next: float = 0.0


def announce(at: datetime) -> None:
    """Announce what is due, all of it."""
    while due.is_due(at) and due.announce_due(at=at):
        pass


def mail(at: datetime) -> None:
    """Write to those who have something unread."""
    for user_id in digest.due(at) if digest.possible() else ():
        digest.write_to(user_id, at=at)


def pick_up(at: datetime) -> None:
    """Give tasks of workers that died to others, and forget those that were done long ago."""
    from django_tasks_db.models import DBTaskResult

    lost = DBTaskResult.objects.running().filter(started_at__lt=at - LOST)
    lost.update(status=TaskResultStatus.READY, started_at=None)
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT).delete()


_more: list[tuple[float, Callable[[datetime], object]]] = []


def register(every_s: float, do: Callable[[datetime], object]) -> None:
    """Have the worker do this too; an application says so in `ready()`."""
    _more.append((every_s, do))


class Rounds(threading.Thread):
    """Does all of them for as long as the process lives."""

    def __init__(self) -> None:
        super().__init__(name="inbox-rounds", daemon=True)
        own = [(1.0, announce), (60.0, mail), (60.0, pick_up)]
        self.rounds = [Round(every_s, do) for every_s, do in [*own, *_more]]

    def run(self) -> None:
        """Go round; what fails is logged and tried again the next time."""
        pause = threading.Event()
        while not pause.wait(0.5):
            for one in self.rounds:
                if monotonic() >= one.next:
                    self._do(one)

    def _do(self, one: Round) -> None:
        close_old_connections()
        try:
            one.do(timezone.now())
        except Exception:
            logger.exception("round_failed: %s", one.do.__name__)
        one.next = monotonic() + one.every_s
