"""Figures and live values over HTTP: read by whoever may, published with a token for that."""

from django.http import HttpResponse
from ninja import Router

from chat import events, measuring, policies
from chat.api import live_documents
from chat.api.answers import reads, reply
from chat.api.who import ANYBODY, OPTIONAL, Request
from chat.refusals import Forbidden
from notifications.streams import threads

router = Router(tags=["live values"])


@router.get("figures", auth=ANYBODY, openapi_extra=OPTIONAL, response=reads(live_documents.FiguresNow))
async def get_figures(request: Request) -> HttpResponse:
    """How the site is doing; what changes comes on the stream `site`."""
    told = await threads.read(measuring.told, events.SITE)
    return reply({"figures": told.data, "position": told.position})


@router.get("traffic", response=reads(live_documents.TrafficNow))
async def get_traffic(request: Request) -> HttpResponse:
    """The same for the site's moderators, with connections and reports."""
    if not await threads.read(policies.keeps_order, request.auth.user_id):
        raise Forbidden
    told = await threads.read(measuring.told, events.TRAFFIC)
    return reply({"traffic": told.data, "position": told.position})
