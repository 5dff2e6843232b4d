"""What a project that uses django-eventstream must have set for it to be durable (`manage.py check`)."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Warning as Complaint
from django_eventstream.utils import get_channelmanager, get_storage

from notifications.streams.eventstream.channels import ChannelManager
from notifications.streams.eventstream.storage import LogStorage

_NOT_OURS, _TOO_EARLY = "notifications.W001", "notifications.W002"
_PACKAGE = "notifications.streams.eventstream"
_SEATS = {
    "EVENTSTREAM_STORAGE_CLASS": (get_storage, LogStorage, f"{_PACKAGE}.storage.LogStorage"),
    "EVENTSTREAM_CHANNELMANAGER_CLASS": (get_channelmanager, ChannelManager, f"{_PACKAGE}.channels.ChannelManager"),
}
_PAST_THE_LOG = ["EVENTSTREAM_REDIS", "GRIP_URL", "GRIP_PROXIES"]


def keeps_events() -> bool:
    """Does what is sent with `send_event` go into our log?"""
    return isinstance(get_storage(), LogStorage)


def check_eventstream(app_configs: Any, **kwargs: Any) -> list[Complaint]:
    """Its events must go through our log, and only through it."""
    if not apps.is_installed("django_eventstream"):
        return []
    complaints = [
        Complaint(f"{name} is not set to our class: no event is durable.", hint=f'Set it to "{path}".', id=_NOT_OURS)
        for name, (seated, ours, path) in _SEATS.items()
        if not isinstance(seated(), ours)
    ]
    complaints += [
        Complaint(f"{name} announces events before they are committed.", hint="Remove it.", id=_TOO_EARLY)
        for name in _PAST_THE_LOG
        if getattr(settings, name, None)
    ]
    return complaints
