"""The bell that every page of a member shows."""

from typing import Any

from django import template

from chat.alert_kinds import KINDS
from chat.models import User
from chat.views.sentences import bell_sentences
from notifications.inbox import snapshots
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


def grade(unread: int, addressed: int) -> dict[str, str]:
    """A dot for something new, a number for what is addressed to the person."""
    if addressed:
        return {"name": "number", "text": f"{MOST_COUNTED}+" if addressed > MOST_COUNTED else str(addressed)}
    return {"name": "dot" if unread else "none", "text": ""}
