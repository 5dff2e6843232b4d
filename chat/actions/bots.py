"""Accounts of programs."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chat.actions import audit
from chat.models import User
from chat.refusals import Refused
from notifications.streams import log


class NameTaken(Refused):
    """Somebody is called that."""

    status = 409
    code = "name_taken"
    detail = _("A person with that username already exists.")


@log.transaction()
def create_bot(*, username: str, name: str, at: datetime, by: User | None = None) -> User:
    """An account without a password. `by`: who made it; None: whoever runs the site.

    Raises:
        NameTaken: what the name says.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken
    bot = User(username=username, name=name, is_bot=True, date_joined=at)
    bot.set_unusable_password()
    bot.save()
    audit.record(by, "bot.create", person=bot, at=at)
    return bot
