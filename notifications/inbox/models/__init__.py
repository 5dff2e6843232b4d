"""What the inbox remembers: alerts and why they exist, what people wish, where they can be reached."""

from notifications.inbox.models.alerts import Alert, Cause
from notifications.inbox.models.wishes import Keyword, KindChoice, PlaceChoice, PushSubscription, Wishes

__all__ = ["Alert", "Cause", "Keyword", "KindChoice", "PlaceChoice", "PushSubscription", "Wishes"]
