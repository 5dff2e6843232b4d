"""Web Push."""

from collections.abc import Sequence
from datetime import datetime

from notifications.inbox.models import Alert


def push_later(alerts: Sequence[Alert], at: datetime) -> None:
    """Later."""
