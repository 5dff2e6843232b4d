"""The doors that are served beside Django: plain ASGI applications (no thread per stream), and the echo."""

from typing import Any

from django.urls import path

from notifications.streams.eventstream.door import events
from notifications.streams.plain import now, ticket, upgrade_required
from notifications.streams.transports.echo import EchoConsumer, echo
from notifications.streams.transports.frame import frame
from notifications.streams.transports.polling import poll, shortcut
from notifications.streams.transports.sse import sse
from notifications.streams.transports.websocket import StreamConsumer

# Channels routes to ASGI applications by Django's path(), whose types know only views.
doors: dict[str, Any] = {
    "stream/sse": sse,
    "stream/poll": poll,
    "stream/frame": frame,
    "stream/now": now,
    "stream/ticket": ticket,
    "stream/ws": upgrade_required,
    "stream/echo": echo,
    "events/": events,
    "events/<str:channel>/": events,
}
at_once: dict[str, Any] = {"/stream/poll": shortcut}
"""What a server may ask before it makes an ASGI request of it (`chatsite/servers/shortcuts.py`)."""
http: list[Any] = [path(address, door) for address, door in doors.items()]
# An application with commands of its own routes `stream/ws` to its consumer before these.
websocket: list[Any] = [
    path("stream/ws", StreamConsumer.as_asgi()),
    path("stream/echo", EchoConsumer.as_asgi()),
]
