"""The service worker, at the site's root: a worker rules only what lies below its own address.

https://w3c.github.io/ServiceWorker/#path-restriction
"""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(no_cache=True)
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The script; browsers ask whether it has changed before they use it again."""
    path = finders.find("alerts/service-worker.js")
    return HttpResponse(Path(str(path)).read_bytes(), content_type="text/javascript; charset=utf-8")
