"""Saying something, changing it, taking it away."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chat import events, policies, text
from chat.actions import Admit, always, lookups
from chat.actions.mentions import known, name_people
from chat.models import Message
from chat.refusals import Forbidden, Refused
from notifications.streams import log


class Removed(Refused):
    """The message was taken away; nothing more can be done with it."""

    status = 409
    code = "removed"
    detail = _("This message was removed.")


@log.transaction()
def edit_message(*, actor: int, message: int, body: str, at: datetime, admit: Admit = always) -> Message:
    """Let a message say something else; saying the same again changes nothing.

    Raises:
        NotFound, Removed, Forbidden: there is none, none any more, or it is not theirs.
    """
    person = lookups.person(actor)
    found, role = lookups.readable_message(message, person)
    if found.removed_at:
        raise Removed
    if not policies.can_edit(person, found, role):
        raise Forbidden
    if body == found.body:
        return found
    admit()
    people = known(text.addressed(body))
    found.body = body
    found.html, mentioned = text.render(body, {name: user.username for name, user in people.items()})
    found.edited_at = at
    found.save(update_fields=["body", "html", "edited_at"])
    found.mentions.all().delete()
    name_people([(found, mentioned)], people)
    events.message_edited(found, at=at)
    return found


@log.transaction()
def remove_message(*, actor: int, message: int, at: datetime, admit: Admit = always) -> Message:
    """Take a message away, out of the log too; its place and its likes stay.

    Raises:
        NotFound, Forbidden: there is none, or they may not.
    """
    person = lookups.person(actor)
    found, role = lookups.readable_message(message, person)
    if not policies.can_remove(person, found, role):
        raise Forbidden
    if found.removed_at:
        return found
    admit()
    found.removed_at, found.removed_by = at, person
    found.save(update_fields=["removed_at", "removed_by"])
    events.message_removed(found, at=at)
    return found
