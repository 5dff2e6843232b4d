"""Webhooks and slash commands over HTTP."""

from http import HTTPStatus
from typing import cast
from uuid import uuid4

from django.http import HttpResponse
from ninja import Path, Router

from chat import policies, schemas, snapshots, tokens
from chat.api import documents
from chat.api.answers import changes, reads, reply, run
from chat.api.who import Request, guest
from chat.commands import dispatch
from chat.models import Webhook
from chat.refusals import NotFound
from chat.slash import literal
from notifications.streams import threads
from notifications.streams.viewer import Viewer

router = Router(tags=["bots"])

RoomId = Path[schemas.Id]
WebhookId = Path[schemas.Id]


@router.get("rooms/{room}/webhooks", response=reads(documents.Webhooks))
async def list_webhooks(request: Request, room: RoomId) -> HttpResponse:
    """The webhooks of a room that you moderate."""
    return reply(await threads.read(snapshots.webhooks, cast(int, request.auth.user_id), room))


@router.post("rooms/{room}/webhooks", response=changes(documents.WebhookMade, 201))
async def create_webhook(request: Request, room: RoomId, body: schemas.WebhookBody) -> HttpResponse:
    """Open a door to a room for a program. What proves it is told this once."""
    return await run(request, "webhook.create", body, room=room)


@router.delete("webhooks/{webhook}", response=changes(documents.Done))
async def revoke_webhook(request: Request, webhook: WebhookId) -> HttpResponse:
    """Close it for good."""
    return await run(request, "webhook.revoke", webhook=webhook)


@router.post("webhooks/{webhook}/call", response=changes(documents.Posted, 200, 201))
async def call_webhook(request: Request, webhook: WebhookId, body: schemas.CallBody) -> HttpResponse:
    """Call it by its slash command; what it answers comes as a reply."""
    return await run(request, "webhook.call", body, webhook=webhook)


@router.post("rooms/{room}/slash", response=changes(documents.AnyAnswer, 200, 201))
async def type_slash(request: Request, room: RoomId, body: schemas.SlashBody) -> HttpResponse:
    """What somebody typed behind a slash; it stands for another command, whose answer this is."""
    return await run(request, "room.slash", body, room=room)


@router.post("hooks/{token}", auth=guest, openapi_extra={"security": []}, response=changes(documents.Heard, 200, 201))
async def speak(request: Request, token: str, body: schemas.HookMessage) -> HttpResponse:
    """Say something through an incoming webhook. The same `client_id` again is the same message."""
    found = await threads.read(_find, token)
    if found is None:
        raise NotFound
    said = f"**{literal(body.username)}**: {body.text}" if body.username else body.text
    args = {"room": found.room_id, "client_id": str(body.client_id or uuid4()), "body": said}
    status, answer = await dispatch(Viewer(found.bot_id), "message.post", args)
    return reply({"message": answer["message"]["id"], "position": answer["position"]}, HTTPStatus(status))


def _find(token: str) -> Webhook | None:
    found = Webhook.objects.standing().incoming().filter(digest=tokens.digest(token)).first()
    return found if found and policies.works(found) else None
