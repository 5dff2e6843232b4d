"""The Django application `chat`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What is left behind is deleted after a day: some minutes more do not matter.
EXPIRE_EVERY_S = 600.0
# It is kept for days: an hour more does not matter.
FORGET_EVERY_S = 3_600.0


class ChatConfig(AppConfig):
    """Rooms where people talk; what happens in them is delivered by `notifications`."""

    name = "chat"
    verbose_name = _("Chat")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the inbox which kinds of alerts there are, the worker and every hub what they look after for us."""
        from chat import tasks
        from chat.alert_kinds import KINDS
        from chat.chores import end_silent_answers, tell_figures, tell_values, tend_answers
        from chat.hooks.delivering import deliver
        from notifications.inbox import kinds, rounds
        from notifications.streams import chores

        kinds.register(*KINDS)
        rounds.register(EXPIRE_EVERY_S, tasks.expire)
        rounds.register(FORGET_EVERY_S, tasks.forget_evidence)
        rounds.register(1.0, end_silent_answers)
        rounds.register(0.5, deliver)
        for chore in (tend_answers, tell_values, tell_figures):
            chores.register(chore)
