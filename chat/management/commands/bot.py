"""`manage.py bot helper`: an account for a program, and its Bearer token on standard output."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chat.actions.bots import NameTaken, create_bot
from chat.actions.tokens import issue_token
from chat.models import User


class Command(BaseCommand):
    """Makes a bot; of one that is there it prints another token."""

    help = "Make a bot, or take one that is there, and print a new Bearer token. It is shown once and not stored."

    def add_arguments(self, parser: CommandParser) -> None:
        """What it is called."""
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="how others see it")

    def handle(self, *args: Any, username: str, name: str, **options: Any) -> None:
        """Print the token and nothing else."""
        at = timezone.now()
        bot = User.objects.filter(username=username, is_bot=True, is_active=True).first() or _made(username, name)
        self.stdout.write(issue_token(actor=bot.pk, label="manage.py bot", at=at))


def _made(username: str, name: str) -> User:
    try:
        User._meta.get_field("username").run_validators(username)
        return create_bot(username=username, name=name, at=timezone.now())
    except (NameTaken, ValidationError) as error:
        raise CommandError(" ".join(error.messages) if isinstance(error, ValidationError) else str(error)) from error
