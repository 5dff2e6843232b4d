"""The polls of `notifications`, and the address of django-eventstream as its documentation tells to include it."""

import django_eventstream
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.standalone.project.inbox import api


def say(request: HttpRequest, channel: str, data: str) -> HttpResponse:
    """Send from within the web process."""
    django_eventstream.send_event(channel, "message", data)
    return HttpResponse()


urlpatterns = [
    path("api/", api.urls),
    path("say/<channel>/<data>/", say),
    path("notifications/", include("notifications.inbox.urls")),
    path("django/", include("notifications.urls")),
    path("theirs/", include(django_eventstream.urls)),
    path("theirs/<channel>/", include(django_eventstream.urls)),
]
