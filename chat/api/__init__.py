"""The HTTP API (contract §4): a second door to what the socket does, described by OpenAPI 3.1."""

from django.http import HttpResponse
from ninja import NinjaAPI, Router, Swagger

from chat.api import attachments, connections, documents, hooks, live, me, messages, records, rooms, streamed
from chat.api.answers import StrictParser, handle_errors, reply, run
from chat.api.who import SIGNED_IN, Request
from chat.refusals import NotFound
from notifications.inbox.api import inbox_router

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

api = NinjaAPI(
    title="Chatsite",
    version="1",
    description="Rooms, messages and who belongs where. What happens next comes over /stream/.",
    urls_namespace="api",
    auth=SIGNED_IN,
    docs=Swagger({"persistAuthorization": True}),
    parser=StrictParser(),
)
handle_errors(api)
last = Router()
inbox = inbox_router(run=run, reply=reply, problem=documents.Problem)
api.add_router("", connections.router)
talk = (rooms.router, messages.router, streamed.router, hooks.router, attachments.router)
ours = (*talk, records.router, me.router, live.router)
for router in (*ours, inbox, last):
    api.add_router("", router)


@last.api_operation(METHODS, "{path:rest}", include_in_schema=False)
async def unknown(request: Request, rest: str) -> HttpResponse:
    """Whatever else is asked for does not exist."""
    raise NotFound


urls = api.urls
