"""The doors of `notifications` before Django."""

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.standalone.project.settings")
django: Any = get_asgi_application()

from notifications.routing import http  # noqa: E402  (needs the applications loaded)

application = ProtocolTypeRouter({"http": URLRouter([*http, re_path(r"", django)])})
