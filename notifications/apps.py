"""The Django application `notifications`."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Streams and alerts; usable in any Django project without `chat`."""

    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
