"""Long and short poll (`/stream/poll`): what is new since the cursor, now or soon (contract §3)."""

from notifications.streams.transports.polling.doors import poll, poll_log
from notifications.streams.transports.polling.shortcut import shortcut

__all__ = ["poll", "poll_log", "shortcut"]
