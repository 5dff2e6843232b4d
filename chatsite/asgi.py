"""The ASGI application: which door a connection goes through.

Streams and polls are plain ASGI applications: inside Django each would hold a thread until it ends,
and a database connection once it touched the ORM.
"""

import os
from collections.abc import Mapping
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
django = get_asgi_application()  # loads the applications: the imports below need them

from django.conf import settings

from chat import routing as chat
from chatsite import probes
from chatsite.door import Door, no_such_socket
from notifications import routing as notifications


def everything_else(application: Any) -> Any:
    """Channels routes to ASGI applications by Django's re_path(), whose types know only views."""
    return re_path(r"", application)


def straight(doors: Mapping[str, Any], otherwise: Any) -> Any:
    """What has an address of its own goes there at once: the router keeps two more copies of the scope for
    each open stream, and each poll would be compared with all patterns before its own."""
    by_path = {f"/{address}": door for address, door in doors.items()}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await by_path.get(scope["path"], otherwise)(scope, receive, send)

    return application


patterns = URLRouter([*notifications.http, *chat.http, *probes.routes, everything_else(django)])
application = Door(
    ProtocolTypeRouter(
        {
            "http": straight(notifications.doors, patterns),
            "websocket": URLRouter([*chat.websocket, *notifications.websocket, everything_else(no_such_socket)]),
        }
    ),
    body_limit_bytes=settings.BODY_LIMIT_BYTES,
    upload_limit_bytes=settings.UPLOAD_LIMIT_BYTES,
    uploads=settings.UPLOADS,
    at_once=notifications.at_once,
)
