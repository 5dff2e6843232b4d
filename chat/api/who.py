"""Who asks: a Bearer token, or the session cookie with the CSRF token on whatever changes something.

The same identification as on the streams, so that no door knows a person whom another does not.
"""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext_lazy as _
from ninja.security.base import AuthBase

from chat.refusals import Forbidden
from notifications.streams import identity
from notifications.streams.viewer import Viewer

SAFE = {"GET", "HEAD", "OPTIONS"}


class Request(HttpRequest):
    """A request to the API, once it is known who asks."""

    auth: Viewer
    scope: dict[str, Any]


class ForgedRequest(Forbidden):
    """A session cookie came without the CSRF token: perhaps from a foreign page."""

    code = "csrf"
    detail = _("Send the CSRF token of this session in the header X-CSRFToken.")


def asgi(request: HttpRequest) -> dict[str, Any]:
    """What ASGI says of a request; the API is served by nothing else."""
    return cast(Request, request).scope


class Bearer(AuthBase):
    """`Authorization: Bearer <token>`; one that is not valid is a 401, whatever else is there."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    async def __call__(self, request: HttpRequest) -> Viewer | None:
        """The token's owner, or None when there is no token."""
        return await identity.identify(asgi(request)) if identity.bearer(asgi(request)) else None


class Session(AuthBase):
    """The cookie of somebody who is signed in."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME
    csrf = True
    """Ninja's browsable pages send the token then."""

    async def __call__(self, request: HttpRequest) -> Viewer | None:
        """The person who is signed in, or None.

        Raises:
            ForgedRequest: something is to be changed and the CSRF token is missing or wrong.
        """
        viewer = await identity.identify(asgi(request))
        if viewer.user_id is None:
            return None
        if request.method not in SAFE:
            _check_csrf(request)
        return viewer


async def guest(_request: Request) -> Viewer:
    """Nobody; may read what is public."""
    return Viewer.guest


SIGNED_IN = [Bearer(), Session()]
ANYBODY = [*SIGNED_IN, guest]
# OpenAPI 3.1: an empty requirement among the others makes them optional.
OPTIONAL: dict[str, list[dict[str, list[str]]]] = {"security": [{}]}


class _CsrfCheck(CsrfViewMiddleware):
    """Django's check; its own refusal would be a page, drawn with queries in the event loop."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        raise ForgedRequest


def _check_csrf(request: HttpRequest) -> None:
    check = _CsrfCheck(lambda _request: HttpResponse())
    check.process_request(request)
    # Ninja's views are exempt from the middleware, which may have marked the request as done.
    request.csrf_processing_done = False  # type: ignore[attr-defined]  # Django sets and reads it; its stubs omit it
    check.process_view(request, HttpResponse, (), {})
