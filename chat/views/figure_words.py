"""What the charts say (static/live/), translated."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.views.sentences import Sentences


def figure_sentences() -> Sentences:
    """By key; {names} are filled in by the browser."""
    return {
        "most": _("at most {number} in the last hour"),
        "most_hour": _("at most {number} in one hour"),
        "said": {
            "one": ngettext("{count} message", "{count} messages", 1),
            "other": ngettext("{count} message", "{count} messages", 2),
        },
        "processes": {
            "one": ngettext("through {count} process", "through {count} processes", 1),
            "other": ngettext("through {count} process", "through {count} processes", 2),
        },
        "private": _("Private rooms together"),
        "websocket": "WebSocket",
        "sse": _("event stream"),
        "frame": _("forever frame"),
        "long-poll": _("long polling"),
        "short-poll": _("polling"),
    }
