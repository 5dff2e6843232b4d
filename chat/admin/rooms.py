"""Rooms and their members, to look at."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from chat.admin.shown import ShownAdmin
from chat.models import Membership, Room

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Membership, Room]
else:
    TabularInline = admin.TabularInline


class MembershipInline(TabularInline):
    """Who belongs to a room."""

    model = Membership
    can_delete = False
    extra = 0
    fields = readonly_fields = ("user", "role", "joined_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Room)
class RoomAdmin(ShownAdmin):
    """Rooms."""

    inlines = (MembershipInline,)
    list_display = ("name", "slug", "visibility", "archived", "locked", "created_at")
    list_filter = ("visibility", "archived", "locked")
    search_fields = ("name", "slug", "topic")
