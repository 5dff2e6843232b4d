"""What every process with followers looks after once a second (`notifications.streams.chores`)."""

from django.utils import timezone

from chat.actions import growing
from notifications.streams import threads, writer


async def tend_answers() -> None:
    """Tell what waits to be told of growing answers, and end those whose bot has fallen silent."""
    now = timezone.now()
    if await threads.read(growing.is_due, now):
        await writer.run(growing.tend, at=now)
