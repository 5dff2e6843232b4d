"""Figures and live values over HTTP: read by whoever may, published with a token for that."""

from typing import Annotated, Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router
from ninja.security.base import AuthBase
from pydantic import Field

from chat import events, live_values, measuring, policies, publish_tokens, rates, schemas, shapes
from chat.actions.publishing import Published, publish_value
from chat.api import live_documents
from chat.api.answers import changes, reads, reply
from chat.api.who import ANYBODY, OPTIONAL, Request, asgi
from chat.models import PublishToken
from chat.models.live import NAME_MAX_CHARS
from chat.refusals import Forbidden
from notifications.streams import identity, threads, writer

router = Router(tags=["live values"])

TOLD, WAITS = 201, 202


class Publisher(AuthBase):
    """A token for publishing; people's own tokens are not among them."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "From `manage.py token --publish`: publishes on its stream and does nothing else."

    async def __call__(self, request: HttpRequest) -> PublishToken | None:
        """The token with its stream, or None."""
        token = identity.bearer(asgi(request))
        return await threads.read(publish_tokens.find, token) if token else None


class PublishRequest(HttpRequest):
    """A request of a program that may publish."""

    auth: PublishToken


Stream = Path[Annotated[str, Field(max_length=3 * NAME_MAX_CHARS)]]


@router.get("site/figures", auth=ANYBODY, openapi_extra=OPTIONAL, response=reads(live_documents.FiguresNow))
async def get_figures(request: Request) -> HttpResponse:
    """How the site is doing; what changes comes on the stream `site`."""
    told = await threads.read(measuring.told, events.SITE)
    return reply({"figures": told.data, "position": told.position})


@router.get("site/traffic", response=reads(live_documents.TrafficNow))
async def get_traffic(request: Request) -> HttpResponse:
    """The same for the site's moderators, with connections and reports; the stream is `moderation-traffic`."""
    if not await threads.read(policies.keeps_order, request.auth.user_id):
        raise Forbidden
    told = await threads.read(measuring.told, events.TRAFFIC)
    return reply({"traffic": told.data, "position": told.position})


@router.get("streams/{stream}", auth=ANYBODY, openapi_extra=OPTIONAL, response=reads(live_documents.LiveStreamNow))
async def get_live_stream(request: Request, stream: Stream) -> HttpResponse:
    """The live values of a stream; what changes comes on the stream itself."""
    name = live_values.canonical(stream)
    shown = await threads.read(live_values.shown, request.auth.user_id, name)
    return reply(live_values.as_shape(name, shown))


@router.post("streams/{stream}/events", auth=Publisher(), response=changes(live_documents.PublishedValue, TOLD, WAITS))
async def publish(request: PublishRequest, stream: Stream, body: schemas.LiveValueBody) -> HttpResponse:
    """Publish a value; 202 when another was told in the last second, and this one is told when that is over."""
    name = live_values.canonical(stream)
    if not request.auth.stream.covers(name):
        raise Forbidden
    given: dict[str, Any] = body.model_dump()
    published = await _publish(request.auth, stream=name, measured_at=given.pop("at"), at=timezone.now(), **given)
    return reply({"value": shapes.newest_value(published.value)}, TOLD if published.told else WAITS)


async def _publish(token: PublishToken, **given: Any) -> Published:
    def admit() -> None:
        rates.of_values(token.pk)

    try:
        return await writer.run(publish_value, admit=admit, **given)
    except IntegrityError:
        # Another process published the first value of that name at the same moment.
        return await writer.run(publish_value, admit=admit, **given)
