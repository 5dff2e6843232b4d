"""The Django application `notifications`."""

from django.apps import AppConfig
from django.core.checks import register


class NotificationsConfig(AppConfig):
    """Streams and alerts; usable in any Django project without `chat`."""

    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have django-eventstream announce and wait through our hub; know the inbox's own kind of alerts."""
        from notifications.inbox import checks as inbox_checks
        from notifications.inbox import due, kinds, trying
        from notifications.streams import checks as streams_checks
        from notifications.streams import chores
        from notifications.streams.eventstream import bridge, checks

        bridge.install()
        kinds.register(trying.KIND)
        chores.register(due.chore)
        register(streams_checks.check_rules)
        register(checks.check_eventstream)
        register(inbox_checks.check_inbox)
