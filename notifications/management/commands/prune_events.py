"""Let go of events that are older than EVENT_RETENTION_DAYS."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from notifications.streams import log

DAYS = 30.0


class Command(BaseCommand):
    """`manage.py prune_events`, to be run once a day."""

    help = "Delete events that are older than EVENT_RETENTION_DAYS from the log."

    def add_arguments(self, parser: CommandParser) -> None:
        """How old is old."""
        kept = getattr(settings, "EVENT_RETENTION_DAYS", DAYS)
        parser.add_argument("--days", type=float, default=kept, help="keep this many days")

    def handle(self, *args: Any, days: float, **options: Any) -> None:
        """Prune, and say how much went."""
        count = log.prune(timezone.now() - timedelta(days=days))
        self.stdout.write(f"{count} events pruned")
