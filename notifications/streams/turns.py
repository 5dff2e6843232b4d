"""Turns: what every process could do, and one does for all, at most once in a while.

Whoever comes first takes the turn by one conditional statement. Nobody owns it, so nobody has to
be found dead: the next turn is open to all again.
"""

from datetime import datetime, timedelta

from notifications.streams.models import Turn


def is_open(name: str, every: timedelta, at: datetime) -> bool:
    """Is it time again? One small read, so that nobody waits for a writer in vain."""
    return not Turn.objects.filter(name=name, taken_at__gt=at - every).exists()


def take(name: str, every: timedelta, at: datetime) -> bool:
    """Take the turn; False when another process was faster, or it is not time yet."""
    if Turn.objects.filter(name=name, taken_at__lte=at - every).update(taken_at=at):
        return True
    return Turn.objects.get_or_create(name=name, defaults={"taken_at": at})[1]
