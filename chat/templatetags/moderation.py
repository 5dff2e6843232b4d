"""How the panel says things, and the way to it that the header of every page shows."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from chat import policies, wording
from chat.models import Report, Sanction, User
from chat.shapes import Shape
from notifications.streams import log
from notifications.streams.cursor import Cursor

register = template.Library()
register.filter("told", wording.told)
register.filter("act_name", wording.act_name)

# More are not counted; static/moderation/waiting.js shows the same.
MOST_COUNTED = 99


@register.filter
def sanction_name(kind: str) -> str:
    """What a kind of sanction is called."""
    return str(Sanction.Kind(kind).label)


@register.filter
def holds(sanction: Shape) -> bool:
    """Does it hold now?"""
    until = sanction["until"]
    over = until is not None and datetime.fromisoformat(until) <= timezone.now()
    return sanction["lifted_at"] is None and not over


@register.inclusion_tag("moderation/partials/way_in.html", takes_context=True)
def way_to_moderation(context: template.Context, person: User) -> dict[str, Any]:
    """The link of those who may, with how many reports are new; live for the moderators of the site."""
    policies.load_sanctions([person], timezone.now())
    everywhere = policies.can_moderate_site(person)
    new = Report.objects.filter(state=Report.State.NEW)
    if not everywhere:
        rooms = policies.moderated_rooms(person)
        if not rooms:
            return {"may": False}
        new = new.filter(message__room__in=rooms)
    position = log.head("moderation") if everywhere else 0
    waiting = list(new.order_by("-pk").values_list("pk", flat=True)[: MOST_COUNTED + 1])
    return {
        "may": True,
        "count": len(waiting),
        "text": f"{MOST_COUNTED}+" if len(waiting) > MOST_COUNTED else len(waiting),
        "nonce": context.get("CSP_NONCE"),
        "desk": everywhere
        and {
            "waiting": waiting,
            "position": position,
            "cursor": str(Cursor(log.generation(), {"moderation": position})),
        },
    }
