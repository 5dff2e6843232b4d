"""The tables of this application, gathered where Django looks for them."""

from notifications.doctor.models import ConnectionReport
from notifications.inbox.models import Alert, Cause, Keyword, KindChoice, PlaceChoice, PushSubscription, Wishes
from notifications.streams.models import Event, Presence, Stream

__all__ = [
    "Alert",
    "Cause",
    "ConnectionReport",
    "Event",
    "Keyword",
    "KindChoice",
    "PlaceChoice",
    "Presence",
    "PushSubscription",
    "Stream",
    "Wishes",
]
