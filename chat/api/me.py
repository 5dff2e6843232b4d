"""The one who asks."""

from typing import cast

from django.http import HttpResponse
from ninja import Router

from chat import snapshots
from chat.api import documents
from chat.api.answers import reads, reply
from chat.api.who import Request
from notifications.streams import threads

router = Router(tags=["me"])


@router.get("me", response=reads(documents.Me))
async def get_me(request: Request) -> HttpResponse:
    """Who you are."""
    return reply(await threads.read(snapshots.me, cast(int, request.auth.user_id)))
