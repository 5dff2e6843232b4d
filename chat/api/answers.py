"""How the API answers: strict JSON, and errors as `{"status", "code", "detail"}`."""

import logging
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from pydantic import BaseModel

from chat.api import documents
from chat.api.who import Request
from chat.commands import dispatch
from chat.refusals import Invalid, Malformed, NotFound, Refused, Unauthenticated
from notifications.streams.encoding import NotStrict, decode, encode
from notifications.streams.refusal import Refusal

logger = logging.getLogger(__name__)
JSON = "application/json"


class WrongMediaType(Refused):
    """The body is not announced as JSON."""

    status = 415
    code = "unsupported_media_type"
    detail = _("Send JSON, with Content-Type: application/json.")


class StrictParser(Parser):
    """Reads what every door reads, and nothing that JSON does not know."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as JSON.

        Raises:
            WrongMediaType, Malformed: what the names say.
        """
        if request.content_type != JSON:
            raise WrongMediaType
        try:
            return decode(request.body)
        except NotStrict as error:
            raise Malformed(str(error)) from None


async def run(request: Request, name: str, body: BaseModel | None = None, **path: Any) -> HttpResponse:
    """Do the command with the ids of the path and the fields of the body."""
    args = body.model_dump(exclude_unset=True) if body else {}
    status, result = await dispatch(request.auth, name, args | path)
    return reply(result, status)


def reply(result: Any, status: int = 200) -> HttpResponse:
    """An answer nobody may keep: what it says depends on who asks, and when."""
    return HttpResponse(encode(result), JSON, status, headers={"Cache-Control": "no-store"})


def reads(document: type[BaseModel]) -> dict[int, Any]:
    """The answers of an operation that shows something, for its description."""
    return {200: document} | dict.fromkeys((400, 401, 404, 422), documents.Problem)


def changes(document: type[BaseModel], *statuses: int) -> dict[int, Any]:
    """The answers of an operation that changes something; `statuses` of success, 200 unless given."""
    refusals = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429), documents.Problem)
    return dict.fromkeys(statuses or (200,), document) | refusals


def handle_errors(api: NinjaAPI) -> None:
    """Let every error of the API be one of ours."""

    @api.exception_handler(Refusal)
    def refused(_request: HttpRequest, refusal: Refusal) -> HttpResponse:
        answer = reply(refusal.as_json(), refusal.status)
        if refusal.retry_after is not None:
            answer["Retry-After"] = str(refusal.retry_after)
        return answer

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0]
        place = ".".join(str(part) for part in first["loc"][1:])
        return refused(request, Invalid(f"{place}: {first['msg'].removeprefix('Value error, ')}"))

    @api.exception_handler(AuthenticationError)
    def unauthenticated(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return refused(request, Unauthenticated())

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
        return refused(request, NotFound())

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        # Ninja wraps what the parser raised.
        if isinstance(error.__cause__, Refusal):
            return refused(request, error.__cause__)
        code = HTTPStatus(error.status_code).name.lower()
        return refused(request, Refusal(error.status_code, code, str(error)))

    @api.exception_handler(Exception)
    def failed(_request: HttpRequest, error: Exception) -> HttpResponse:
        logger.error("api_failed", exc_info=error)
        body = {"status": 500, "code": "error", "detail": str(_("Something went wrong here. Try again."))}
        return reply(body, 500)
