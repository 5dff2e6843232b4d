"""`manage.py token alice`, `manage.py token --publish weather`: a new Bearer token on standard output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chat.actions.live_streams import declare_stream, issue_publish_token
from chat.actions.tokens import issue_token
from chat.models import LiveStream, User
from notifications.streams.refusal import Refusal


class Command(BaseCommand):
    """Gives a program the means to act as somebody, or to publish live values and nothing else."""

    help = "Print a new Bearer token. It is shown once and not stored."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose token, or for which stream, and what it is for."""
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("username", nargs="?", help="may do what this person may")
        whose.add_argument("--publish", metavar="STREAM", help="may publish there only; weather-*: all that begin so")
        parser.add_argument("--readers", choices=LiveStream.Readers.values, help="with --publish: declares the stream")
        parser.add_argument("--label", default="manage.py token", help="what it is for")

    def handle(
        self, *args: Any, username: str | None, publish: str | None, readers: str | None, label: str, **options: Any
    ) -> None:
        """Print the token and nothing else."""
        try:
            self.stdout.write(_to_publish(publish, readers, label) if publish else _of_person(username, label))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None


def _of_person(username: str | None, label: str) -> str:
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise CommandError(f"There is no active person {username!r}.")
    return issue_token(actor=person.pk, label=label, at=timezone.now())


def _to_publish(name: str, readers: str | None, label: str) -> str:
    now = timezone.now()
    if readers:
        declare_stream(actor=None, name=name, readers=readers, at=now)
    stream = LiveStream.objects.filter(name=name).first()
    if stream is None:
        raise CommandError(f"There is no stream {name!r}: say with --readers who may read it.")
    return issue_publish_token(actor=None, stream=stream, label=label, at=now)
