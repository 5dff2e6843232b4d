"""`manage.py vapid`: a key by which push services know this site."""

from typing import Any

from django.core.management.base import BaseCommand

from notifications.inbox import vapid


class Command(BaseCommand):
    """Makes a new key; browsers that subscribed with another have to subscribe anew."""

    help = "Print a new VAPID_PRIVATE_KEY for Web Push, as a line for the environment."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it and nothing else."""
        self.stdout.write(f"VAPID_PRIVATE_KEY={vapid.new_private_key()}")
