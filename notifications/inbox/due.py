"""Telling at last of groups that grew or shrank faster than they may be announced."""

from datetime import datetime

from django.utils import timezone

from notifications.inbox import announcing, pushing
from notifications.inbox.models import Alert
from notifications.streams import log, threads, writer

# What one transaction announces; the next takes the rest.
BATCH = 100


@log.transaction()
def announce_due(*, at: datetime) -> int:
    """Announce what is due, at most a batch of it; returns how many alerts that were.

    Every process with followers asks once in a while, and so does the worker: whoever comes first
    does it, and a process that dies leaves it to the others.
    """
    due = Alert.objects.due(at).values("pk").order_by("due_at")[:BATCH]
    alerts = list(Alert.objects.locked().filter(pk__in=list(due.values_list("pk", flat=True))).due(at))
    announcing.announce(alerts, announcing.UPDATED, at=at)
    pushing.push_later([alert for alert in alerts if alert.grown], at)
    return len(alerts)


def is_due(at: datetime) -> bool:
    """Is there anything to announce? One small read, so that nobody has to wait for a writer in vain."""
    return Alert.objects.due(at).exists()


async def chore() -> None:
    """Announce what is due, in a process with followers."""
    now = timezone.now()
    if await threads.read(is_due, now):
        await writer.run(announce_due, at=now)
