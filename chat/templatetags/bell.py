"""The bell that every page of a member shows."""

from typing import Any

from django import template

from chat.alert_kinds import KINDS
from chat.forms.preferences import LEVELS
from chat.models import User
from chat.shapes import Shape
from chat.views.sentences import bell_sentences
from notifications.inbox import snapshots
from notifications.inbox.models import PlaceChoice
from notifications.streams import log
from notifications.streams.names import user_stream

register = template.Library()

# A longer number would not fit, and nobody counts on; static/alerts/grade.js does the same.
MOST_COUNTED = 99


@register.inclusion_tag("alerts/bell.html")
def bell(person: User) -> dict[str, Any]:
    """The bell of `person` as it stands when the page is rendered (static/alerts/alerts.js goes on from there)."""
    log.generation()  # is made when first asked for, which a snapshot could not do
    with log.snapshot():
        counts = snapshots.bell(person.pk)
        cursor = log.cursor([user_stream(person.pk)])
    return {
        "bell": {"me": person.pk, "cursor": cursor, **counts},
        "grade": grade(counts["unread"], counts["addressed"]),
        "kinds": [*(kind.name for kind in KINDS), "other"],
        "sentences": bell_sentences(),
    }


@register.inclusion_tag("alerts/partials/level.html", takes_context=True)
def level(context: template.Context, person: User, room: Shape) -> dict[str, Any]:
    """How much of a room `person` is told, to choose from."""
    chosen = PlaceChoice.objects.filter(user=person, place=room["stream"]).values_list("level", flat=True).first()
    return {
        "room": room,
        "levels": LEVELS,
        "level": chosen or PlaceChoice.Level.MENTIONS,
        "csrf_token": context.get("csrf_token"),
    }


def grade(unread: int, addressed: int) -> dict[str, str]:
    """A dot for something new, a number for what is addressed to the person."""
    if addressed:
        return {"name": "number", "text": f"{MOST_COUNTED}+" if addressed > MOST_COUNTED else str(addressed)}
    return {"name": "dot" if unread else "none", "text": ""}
