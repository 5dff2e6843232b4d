"""The ASGI application: which door a connection goes through.

Streams and polls are plain ASGI applications: inside Django each would hold a thread until it ends,
and a database connection once it touched the ORM.
"""

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
django = get_asgi_application()  # loads the applications: the imports below need them

from django.conf import settings  # noqa: E402  (see above)

from chat import routing as chat  # noqa: E402
from chatsite import probes  # noqa: E402
from chatsite.door import Door, no_such_socket  # noqa: E402
from notifications import routing as notifications  # noqa: E402


def everything_else(application: Any) -> Any:
    """Channels routes to ASGI applications by Django's re_path(), whose types know only views."""
    return re_path(r"", application)


application = Door(
    ProtocolTypeRouter(
        {
            "http": URLRouter([*notifications.http, *chat.http, *probes.routes, everything_else(django)]),
            "websocket": URLRouter([*chat.websocket, *notifications.websocket, everything_else(no_such_socket)]),
        }
    ),
    body_limit_bytes=settings.BODY_LIMIT_BYTES,
    upload_limit_bytes=settings.UPLOAD_LIMIT_BYTES,
    uploads=settings.UPLOADS,
)
