"""Showing that somebody is writing."""

from django.utils import timezone

from chat import events, policies
from chat.actions import Admit, always, lookups
from chat.models import Room
from chat.refusals import Forbidden, NotFound


def show_typing(*, actor: int, room: int, admit: Admit = always) -> None:
    """Tell those in the room; nothing is stored, so this only reads.

    Raises:
        NotFound, Forbidden: there is none, or they may not post there.
    """
    at = timezone.now()
    person = lookups.person(actor, at)
    found = Room.objects.filter(pk=room).first()
    if found is None:
        raise NotFound
    role = lookups.readers_role(found, person, at)
    lookups.require_voice(person, found, at)
    if not policies.can_post(person, found, role):
        raise Forbidden
    admit()
    events.typing(found, person)
