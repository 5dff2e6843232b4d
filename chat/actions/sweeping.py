"""Removing at once what one person has said lately in a room."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chat import policies
from chat.actions import Admit, always, lookups
from chat.actions.messages import remove
from chat.models import Message
from chat.refusals import Forbidden
from notifications.streams import log

# Bounds how long everybody else waits for the writer; asked again it takes the next ones.
MAX_MESSAGES = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """Which messages were removed; `more`: there are others left."""

    messages: list[int]
    more: bool


@log.transaction()
def sweep_room(
    *, actor: int, room: int, user: str, at: datetime, minutes: int = 60, reason: str = "", admit: Admit = always
) -> Swept:
    """Remove what the person with the username `user` has said in the last `minutes`.

    Raises:
        NotFound: no such room or person.
        Forbidden: they do not keep order there.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_room(room, person, at)
    if not policies.can_moderate(person, found, role):
        raise Forbidden
    author = lookups.named(user)
    said = Message.objects.select_for_update(of=("self",), no_key=True).in_room(found.pk).standing()
    lately = said.filter(author=author, created_at__gt=at - timedelta(minutes=minutes))
    messages = list(lately.reverse()[: MAX_MESSAGES + 1])
    if messages:
        admit()
    for message in messages[:MAX_MESSAGES]:
        message.room = found
        remove(message, person, at, reason)
    return Swept([message.pk for message in messages[:MAX_MESSAGES]], more=len(messages) > MAX_MESSAGES)
