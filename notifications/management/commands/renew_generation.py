"""Say that the database was restored from a backup."""

from typing import Any

from django.core.management.base import BaseCommand

from notifications.streams import log


class Command(BaseCommand):
    """`manage.py renew_generation`, to be run once after a restore."""

    help = "Begin a new generation of the log: every cursor given out before leads to a reset."

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew it, and name the new one."""
        self.stdout.write(f"generation {log.renew_generation()}")
