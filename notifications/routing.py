"""The doors that are served beside Django: plain ASGI applications (no thread per stream)."""

from typing import Any

from django.urls import path

from notifications.streams.eventstream.door import events
from notifications.streams.transports.frame import frame
from notifications.streams.transports.polling import poll
from notifications.streams.transports.sse import sse

http: list[Any] = [
    path("stream/sse", sse),
    path("stream/poll", poll),
    path("stream/frame", frame),
    path("events/", events),
    path("events/<str:channel>/", events),
]
