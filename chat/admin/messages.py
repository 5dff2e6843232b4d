"""Messages, to look at; of those that were removed the text is not shown here either."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from chat.admin.shown import ShownAdmin
from chat.models import Message


@admin.register(Message)
class MessageAdmin(ShownAdmin):
    """Messages."""

    date_hierarchy = "created_at"
    exclude = ("body", "html", "digest", "reply_to")
    list_display = ("id", "room", "author", "text", "created_at", "removed_at")
    list_filter = ("kind", "room")
    list_select_related = ("room", "author")
    readonly_fields = ("text",)
    search_fields = ("author__username",)

    @admin.display(description=_("text"))
    def text(self, message: Message) -> str:
        """What the message says to everybody."""
        return "" if message.removed_at else message.body
