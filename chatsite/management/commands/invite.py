"""`manage.py invite`: prints an address that lets whoever opens it sign up, for SIGNUP=invite."""

from typing import Any

from django.core.management.base import BaseCommand

from chatsite import accounts


class Command(BaseCommand):
    help = "Prints a link that opens the sign-up page for a week."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(accounts.invitation())
