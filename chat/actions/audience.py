"""Whom a message would reach, asked before it is sent: a question, nothing is changed."""

from django.utils import timezone

from chat import access, callings, policies, shapes, text
from chat.actions import Admit, always, lookups, mentions
from chat.models import Room
from chat.refusals import NotFound
from chat.shapes import Shape
from notifications.streams import log


def audience(*, actor: int, room: int, body: str, admit: Admit = always) -> Shape:
    """Whom a message would reach by name or call, before it is sent: how many, and who could not read it.

    `{"reach", "calls", "may_call", "cannot_see"}`; `calls` are the calling words in it, `may_call` says
    whether they would do anything.

    Raises:
        Sanctioned, NotFound: what the names say.
    """
    now = timezone.now()
    with log.snapshot():
        person = lookups.person(actor, now)
        found = Room.objects.filter(pk=room).first()
        if found is None:
            raise NotFound
        role = lookups.readers_role(found, person, now)
        admit()
        addressed = text.addressed(body)
        named = {user.pk: user for name, user in mentions.known(addressed).items()}
        seeing = access.may_see(named.keys(), found.stream, "")
        may_call = policies.can_call_everybody(person, found, role)
        calls = callings.WORDS & addressed
        reach = seeing | (callings.reached(found, calls) if may_call else set())
        return {
            "reach": len(reach - {person.pk}),
            "calls": sorted(calls),
            "may_call": may_call,
            "cannot_see": [shapes.person(user) for pk, user in sorted(named.items()) if pk not in seeing],
        }
