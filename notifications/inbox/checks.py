"""What a project that tells people of things must have set (`manage.py check`)."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Complaint
from django_tasks import task_backends
from django_tasks.backends.immediate import ImmediateBackend

from notifications.inbox import digest, kinds
from notifications.streams.eventstream.checks import keeps_events

_STORAGE = "notifications.streams.eventstream.storage.LogStorage"
_ADDRESS = 'path("notifications/", include("notifications.inbox.urls"))'
_TASKS = '{"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}'


def check_inbox(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever registers a kind of alerts wants them to arrive, on the channels that it names."""
    told = list(kinds.chosen())
    found: list[CheckMessage] = []
    if told and not keeps_events():
        hint = f'Set EVENTSTREAM_STORAGE_CLASS = "{_STORAGE}".'
        found.append(
            Error("There are kinds of alerts, and nothing that announces them.", hint=hint, id="notifications.E001")
        )
    if any(kind.mail for kind in told) and not digest.possible():
        hint = f"Set BASE_URL, as https://chat.example.org, and route {_ADDRESS}."
        found.append(
            Error("There are alerts to be mailed, and no mail can be sent.", hint=hint, id="notifications.E003")
        )
    if getattr(settings, "VAPID_PRIVATE_KEY", "") and not getattr(settings, "VAPID_SUBJECT", ""):
        hint = "Set VAPID_SUBJECT to whom push services may write, as mailto:admin@example.org."
        found.append(Error("There is a key for Web Push, and nobody to write to.", hint=hint, id="notifications.E004"))
    if told and isinstance(task_backends["default"], ImmediateBackend):
        hint = f'Add "django_tasks" and "django_tasks_db" to INSTALLED_APPS, and set TASKS = {_TASKS}.'
        found.append(
            Complaint("Nothing is left to the worker: whoever acts waits for it.", hint=hint, id="notifications.W003")
        )
    return found
