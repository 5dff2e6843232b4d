"""The request log line, and refusals that are Ninja's own."""

import re
from collections.abc import Awaitable
from typing import cast

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django_structlog.middlewares import RequestMiddleware

_SECRET = re.compile(r"(/hooks/)[^/?]+")


class RequestLogMiddleware(RequestMiddleware):
    """django-structlog's middleware without its two hops to a thread per request.

    What it does is quick and asks the database nothing, because the person is only named when the
    view has looked them up anyway.
    """

    async def __acall__(self, request: HttpRequest) -> HttpResponse:
        self.prepare(request)
        response = await cast("Awaitable[HttpResponse]", self.get_response(request))
        self.handle_response(request, response)
        return response

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and address, without what proves an incoming webhook."""
        address = _SECRET.sub(r"\1…", request.get_full_path())
        return f"{request.method} {address}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        person = getattr(request, "_cached_user", None) or getattr(request, "_acached_user", None)
        if person is not None and person.pk is not None:
            structlog.contextvars.bind_contextvars(user_id=person.pk)


class NotAllowedMiddleware(MiddlewareMixin):
    """A method that an address of the API does not know is refused as everything else there, in JSON."""

    async def __acall__(self, request: HttpRequest) -> HttpResponse:
        return self.process_response(request, await cast("Awaitable[HttpResponse]", self.get_response(request)))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep the header that names the methods which there are."""
        if not isinstance(response, HttpResponseNotAllowed) or not request.path.startswith("/api/"):
            return response
        problem = {"status": 405, "code": "method_not_allowed", "detail": _("This address does not know that method.")}
        return JsonResponse(
            problem, status=405, headers={"Allow": response.headers["Allow"], "Cache-Control": "no-store"}
        )
