"""Django looks for the pages of its administration here, where that is installed."""

from notifications.inbox.admin import AlertAdmin, KindChoiceAdmin, PlaceChoiceAdmin, PushSubscriptionAdmin, WishesAdmin

__all__ = ["AlertAdmin", "KindChoiceAdmin", "PlaceChoiceAdmin", "PushSubscriptionAdmin", "WishesAdmin"]
