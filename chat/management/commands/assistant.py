"""`manage.py assistant lobby`: answers in a room with the model that ASSISTANT_URL names (docs/bots.md)."""

import signal
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chat.actions.bots import NameTaken, create_bot
from chat.actions.tokens import issue_token, revoke_token
from chat.assistant.answering import Assistant
from chat.assistant.http import Unreachable
from chat.assistant.model import Model
from chat.assistant.site import Over, Refused, Site
from chat.models import User
from chat.tokens import find


class Command(BaseCommand):
    """A bot with a token that is good for as long as it runs."""

    help = "Answer whoever mentions the assistant in a room, with a model of your choice. Stop it with Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, and under which name."""
        parser.add_argument("room", help="the address of the room: lobby")
        parser.add_argument("--username", default="assistant", help="whom people mention (%(default)s)")
        parser.add_argument("--name", default="Assistant", help="how others see it (%(default)s)")
        parser.add_argument("--site", default=settings.BASE_URL, help="where the site answers (%(default)s)")

    def handle(self, *args: Any, room: str, username: str, name: str, site: str, **options: Any) -> None:
        """Answer until it is stopped, or may not any more."""
        if not (settings.ASSISTANT_URL and settings.ASSISTANT_MODEL):
            raise CommandError("Set ASSISTANT_URL and ASSISTANT_MODEL first; see docs/bots.md.")
        signal.signal(signal.SIGTERM, _leave)
        token = issue_token(actor=_bot(username, name).pk, label="manage.py assistant", at=timezone.now())
        assistant = None
        try:
            assistant = _entered(Site(site.rstrip("/"), token), room, username)
            self.stdout.write(f"@{username} answers in {assistant.room['name']} with {settings.ASSISTANT_MODEL}.")
            assistant.serve()
        except KeyboardInterrupt:
            pass
        except Over as over:
            raise CommandError(f"There is nothing to follow any more: {over}") from over
        except Unreachable as error:
            raise CommandError(f"{site} does not answer: {error}. Name the site with --site.") from error
        finally:
            if assistant is not None:
                assistant.stop()
            if found := find(token):
                revoke_token(actor=found[1], token=found[0])


def _leave(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _bot(username: str, name: str) -> User:
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        try:
            User._meta.get_field("username").run_validators(username)
            return create_bot(username=username, name=name, at=timezone.now())
        except (NameTaken, ValidationError) as error:
            raise CommandError(f"Nobody can be called {username!r}.") from error
    if not found.is_bot:
        raise CommandError(f"{username!r} is a person. Choose another --username.")
    return found


def _entered(site: Site, slug: str, username: str) -> Assistant:
    try:
        room = site("GET", f"rooms/by-slug/{slug}")
        if room["role"] is None:
            room = site("POST", f"rooms/{room['id']}/join")
    except Refused as refusal:
        hint = f"Is there such a room? Into a private one somebody has to invite @{username} first."
        raise CommandError(f"{refusal}\n{hint}") from refusal
    model = Model(
        url=settings.ASSISTANT_URL,
        name=settings.ASSISTANT_MODEL,
        key=settings.ASSISTANT_KEY,
        timeout_s=settings.ASSISTANT_TIMEOUT_S,
        most_s=settings.ASSISTANT_MOST_S,
    )
    return Assistant(
        site=site,
        room=room,
        me=site("GET", "me"),
        model=model,
        prompt=settings.ASSISTANT_PROMPT,
        context=settings.ASSISTANT_CONTEXT,
    )
