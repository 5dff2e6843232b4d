"""Who may enter the panel, and which rooms they look after there."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from chat import policies
from chat.models import Report, Room, User
from chat.refusals import Forbidden
from chat.views.asking import member

# What the database's integers hold.
ID_MAX_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Desk:
    """A moderator at work; `everywhere`: of the whole site, else of these `rooms`."""

    person: User
    everywhere: bool
    rooms: list[Room]

    def place(self, request: HttpRequest) -> int | None:
        """The room that is asked about with `?room=`; who keeps order in rooms only has to be asked about one."""
        asked = number(request, "room")
        return asked if asked or self.everywhere else self.rooms[0].pk


def enter(request: HttpRequest) -> Desk:
    """The one who asks, at their desk.

    Raises:
        Unauthenticated, Forbidden: a guest, somebody who keeps order nowhere, or may not now.
    """
    person = member(request)
    policies.load_sanctions([person], timezone.now())
    if policies.can_moderate_site(person):
        reported = Room.objects.filter(pk__in=Report.objects.values("message__room"))
        return Desk(person, everywhere=True, rooms=list(reported.order_by("name")))
    rooms = policies.moderated_rooms(person)
    if not rooms:
        raise Forbidden
    return Desk(person, everywhere=False, rooms=rooms)


def enter_site(request: HttpRequest) -> Desk:
    """The same for what only moderators of the site see."""
    desk = enter(request)
    if not desk.everywhere:
        raise Forbidden
    return desk


def number(request: HttpRequest, name: str) -> int | None:
    """A number of the query; None if it is none, which means no matter which."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= ID_MAX_DIGITS else None
