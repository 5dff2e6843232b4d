"""Showing that somebody is writing."""

from chat import events, policies
from chat.actions import Admit, always, lookups
from chat.models import Room
from chat.refusals import Forbidden, NotFound


def show_typing(*, actor: int, room: int, admit: Admit = always) -> None:
    """Tell those in the room; nothing is stored, so this only reads.

    Raises:
        NotFound, Forbidden: there is none, or they may not post there.
    """
    person = lookups.person(actor)
    found = Room.objects.filter(pk=room).first()
    if found is None or not policies.can_read(found, role := lookups.role(found, person)):
        raise NotFound
    if not policies.can_post(person, found, role):
        raise Forbidden
    admit()
    events.typing(found, person)
