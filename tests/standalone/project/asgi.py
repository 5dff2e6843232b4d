"""The doors of `notifications` before Django."""

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.standalone.project.settings")
django: Any = get_asgi_application()

from notifications.routing import http, websocket
from notifications.streams.eventstream.door import events

http = [
    *http,
    path("scores/<match>/", events, {"format-channels": ["news-{match}"]}),
    path("fixed/", events, {"channels": ["news-1", "news-2"]}),
    re_path(r"", django),
]
application = ProtocolTypeRouter({"http": URLRouter(http), "websocket": URLRouter(websocket)})
