"""The Django application `chat`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    """Rooms where people talk; what happens in them is delivered by `notifications`."""

    name = "chat"
    verbose_name = _("Chat")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the inbox which kinds of alerts there are."""
        from chat.alert_kinds import KINDS
        from notifications.inbox import kinds

        kinds.register(*KINDS)
