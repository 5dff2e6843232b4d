"""`manage.py token alice`: a new Bearer token on standard output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chat.actions.tokens import issue_token
from chat.models import User


class Command(BaseCommand):
    """Gives a program the means to act as somebody."""

    help = "Print a new Bearer token for a person. It is shown once and not stored."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose token, and what it is for."""
        parser.add_argument("username")
        parser.add_argument("--label", default="manage.py token", help="what it is for")

    def handle(self, *args: Any, username: str, label: str, **options: Any) -> None:
        """Print the token and nothing else."""
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active person {username!r}.")
        self.stdout.write(issue_token(actor=person.pk, label=label, at=timezone.now()))
