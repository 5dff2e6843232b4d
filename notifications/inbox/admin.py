"""What administrators see of the inbox: alerts, wishes and the devices that are pushed to. All of it is only shown."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from notifications.inbox.models import Alert, KindChoice, PlaceChoice, PushSubscription, Wishes

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class InboxAdmin(ModelAdmin):
    """A table of one person's own things: what is changed here would be announced to nobody."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Alert)
class AlertAdmin(InboxAdmin):
    """Who was told of what, and whether they have read it; not what it said."""

    exclude = ("data", "actors")
    date_hierarchy = "at"
    list_display = ("recipient", "kind", "place", "count", "read", "mailed", "at")
    list_filter = ("kind", "read", "mailed")
    list_select_related = ("recipient",)
    search_fields = ("recipient__username", "place")


@admin.register(Wishes)
class WishesAdmin(InboxAdmin):
    """When and in which language somebody wishes to be told."""

    list_display = ("user", "language", "time_zone", "quiet_from", "quiet_until", "paused_until", "digest")
    list_filter = ("digest",)
    list_select_related = ("user",)
    search_fields = ("user__username",)


@admin.register(KindChoice)
class KindChoiceAdmin(InboxAdmin):
    """By which ways somebody wishes to hear of a kind."""

    list_display = ("user", "kind", "bell", "push", "mail")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("user__username",)


@admin.register(PlaceChoice)
class PlaceChoiceAdmin(InboxAdmin):
    """How much somebody wishes to hear of a room."""

    list_display = ("user", "place", "level")
    list_filter = ("level",)
    list_select_related = ("user",)
    search_fields = ("user__username", "place")


@admin.register(PushSubscription)
class PushSubscriptionAdmin(InboxAdmin):
    """Devices; the keys that open them stay unseen."""

    exclude = ("endpoint", "p256dh", "auth")
    list_display = ("user", "label", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "label")
