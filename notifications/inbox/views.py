"""The page behind the link in every mail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications.inbox import digest


# Mail programs send the POST without a cookie (RFC 8058); the token is the proof.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, since mail programs open links by themselves; a POST does it."""
    known = digest.unsubscribe(token) if request.method == "POST" else digest.is_known(token)
    if not known:
        raise Http404
    return render(request, "notifications/unsubscribe.html", {"done": request.method == "POST"})
