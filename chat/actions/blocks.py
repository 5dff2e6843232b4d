"""Not wanting to hear of somebody."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chat import events
from chat.actions import Admit, always, lookups
from chat.models import Block, User
from chat.refusals import Invalid
from notifications.streams import log


class Oneself(Invalid):
    """Nobody blocks themselves."""

    detail = _("user: this is you.")


@log.transaction()
def block_person(*, actor: int, user: str, at: datetime, admit: Admit = always) -> User:
    """Hear nothing more of the person with the username `user`: no messages, alerts or invitations.

    Their messages still arrive, the same for everybody; the page of whoever blocks leaves them out.

    Raises:
        NotFound, Oneself: nobody is called that, or it is the one who asks.
    """
    person, whom = lookups.person(actor, at), lookups.named(user)
    if person == whom:
        raise Oneself
    if not Block.objects.filter(blocker=person, blocked=whom).exists():
        admit()
        Block.objects.create(blocker=person, blocked=whom, created_at=at)
        events.block_changed("person.blocked", person, whom, at=at)
    return whom


@log.transaction()
def unblock_person(*, actor: int, user: str, at: datetime, admit: Admit = always) -> User:
    """Hear of them again.

    Raises:
        NotFound: nobody is called that.
    """
    person, whom = lookups.person(actor, at), lookups.named(user)
    found = Block.objects.filter(blocker=person, blocked=whom)
    if found.exists():
        admit()
        found.delete()
        events.block_changed("person.unblocked", person, whom, at=at)
    return whom
