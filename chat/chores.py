"""What every process with followers looks after once a second (`notifications.streams.chores`), and the worker."""

from datetime import datetime

from django.utils import timezone

from chat.actions import figures, growing, publishing
from notifications.streams import threads, writer


async def tend_answers() -> None:
    """Tell what waits to be told of growing answers, and end those whose bot has fallen silent."""
    now = timezone.now()
    if await threads.read(growing.is_due, now):
        await writer.run(growing.tend, at=now)


def end_silent_answers(at: datetime) -> None:
    """The same in the worker, where nobody may be following anything."""
    if growing.is_due(at):
        growing.tend(at=at)


async def tell_values() -> None:
    """Tell the live values that waited for their second to pass."""
    now = timezone.now()
    if await threads.read(publishing.is_due, now):
        await writer.run(publishing.tell_due, at=now)


async def tell_figures() -> None:
    """Tell how the site is doing, when it is time; whoever does it also lets go of old live values."""
    now = timezone.now()
    # Not through the writer: nobody waits for it, and no message shall wait for this.
    if await threads.read(figures.tell_if_open, now):
        await threads.read(publishing.let_go, now)
