"""The Django application `chat`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    """Rooms where people talk; what happens in them is delivered by `notifications`."""

    name = "chat"
    verbose_name = _("Chat")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the inbox which kinds of alerts there are, and every hub what it looks after for us."""
        from chat.alert_kinds import KINDS
        from chat.chores import tell_figures, tell_values, tend_answers
        from notifications.inbox import kinds
        from notifications.streams import chores

        kinds.register(*KINDS)
        for chore in (tend_answers, tell_values, tell_figures):
            chores.register(chore)
