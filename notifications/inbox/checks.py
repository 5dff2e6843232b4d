"""What a project that tells people of things must have set (`manage.py check`)."""

from typing import Any

from django.core.checks import Error

from notifications.inbox import kinds, trying
from notifications.streams.eventstream.checks import keeps_events


def check_inbox(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Alerts travel by django-eventstream's `send_event`: without our storage nobody would hear of them."""
    if keeps_events() or {*kinds.names()} == {trying.KIND.name}:
        return []
    path = "notifications.streams.eventstream.storage.LogStorage"
    hint = f'Set EVENTSTREAM_STORAGE_CLASS = "{path}".'
    return [Error("There are kinds of alerts, and nothing that announces them.", hint=hint, id="notifications.E001")]
