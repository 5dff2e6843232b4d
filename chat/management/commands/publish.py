"""`manage.py publish weather '{"name": "temperature", "value": 21.5, "unit": "°C"}'`: one live value."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from pydantic import ValidationError

from chat import policies, schemas
from chat.actions.live_streams import declare_stream
from chat.actions.publishing import publish_value
from chat.commands import explain
from chat.models import LiveStream
from notifications.streams.encoding import NotStrict, decode
from notifications.streams.refusal import Refusal


class Command(BaseCommand):
    """Publishes as the operator of the site, without a token."""

    help = "Publish a live value on a stream. With --readers the stream is declared, or declared anew, first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, what, and for whom."""
        parser.add_argument("stream")
        parser.add_argument("value", help='{"name": "temperature", "value": 21.5, "unit": "°C"}')
        parser.add_argument("--readers", choices=LiveStream.Readers.values, help="who may read the stream")

    def handle(self, *args: Any, stream: str, value: str, readers: str | None, **options: Any) -> None:
        """Publish it; silent when all is well."""
        now = timezone.now()
        try:
            if readers:
                declare_stream(actor=None, name=stream, readers=readers, at=now)
            given = schemas.LiveValueBody.model_validate(decode(value)).model_dump()
            if policies.live_stream(stream) is None:
                raise CommandError(f"There is no stream {stream!r}: say with --readers who may read it.")
            publish_value(stream=stream, measured_at=given.pop("at"), at=now, **given)
        except ValidationError as error:
            raise CommandError(explain(error)) from None
        except (NotStrict, Refusal) as refusal:
            raise CommandError(str(refusal)) from None
