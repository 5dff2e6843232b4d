"""django-eventstream's own view, as its documentation sets it up, as one file."""

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="only-for-benchmarks",
    ALLOWED_HOSTS=["127.0.0.1"],
    INSTALLED_APPS=["django_eventstream"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    ROOT_URLCONF=__name__,
    USE_TZ=True,
)
django.setup()

from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django_eventstream import send_event


def publish(request: HttpRequest) -> HttpResponse:
    send_event("room", "message", {"text": request.body.decode()})
    return HttpResponse(status=204)


urlpatterns = [path("sse", include("django_eventstream.urls"), {"channels": ["room"]}), path("pub", publish)]
application = get_asgi_application()
