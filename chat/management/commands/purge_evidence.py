"""Let go of evidence that is older than EVIDENCE_DAYS."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from chat.actions.evidence import forget_older_than


class Command(BaseCommand):
    """`manage.py purge_evidence`: what the worker does every hour, at once."""

    help = "Delete what removed and reported messages said once it was kept for EVIDENCE_DAYS."

    def add_arguments(self, parser: CommandParser) -> None:
        """How old is old."""
        parser.add_argument("--days", type=float, default=settings.EVIDENCE_DAYS, help="keep this many days")

    def handle(self, *args: Any, days: float, **options: Any) -> None:
        """Purge, and say how much went."""
        count = forget_older_than(timezone.now() - timedelta(days=days))
        self.stdout.write(f"{count} texts purged")
