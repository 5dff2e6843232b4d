"""The page of a room, and posting without JavaScript."""

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chat import snapshots
from chat.models.stages import Colour
from chat.views.asking import page, refused, visitor, visitor_id
from chat.views.dialogs import dialogs
from chat.views.open_room import open_room
from chat.views.sentences import sentences, stage_sentences
from chat.views.stage import permit_scene, view_of

# What the database's integers hold.
ID_MAX_DIGITS = 18


@require_http_methods(["GET", "HEAD", "POST"])
@page
def room(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a room: its newest messages, those before `?before=`, or those around `?at=`."""
    if request.method == "POST":
        return _post(request, slug)
    return _show(request, slug)


def _post(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = snapshots.room_by_slug(visitor_id(request), slug)
    draft, client_id = request.POST.get("body", ""), request.POST.get("client_id", "")
    refusal = _said(request, found["id"], client_id, draft)
    if refusal:
        return _show(request, slug, draft=draft, client_id=client_id, refusal=refusal)
    return redirect("room", slug)


def _said(request: HttpRequest, room: int, client_id: str, typed: str) -> str:
    """Say it, or do what its slash stands for, as the composer does; why not, if not."""
    text = typed.strip()
    if text.startswith("/") and not text.startswith("//"):
        return refused(request, "room.slash", room=room, client_id=client_id, text=text)
    body = text.removeprefix("/") if text.startswith("//") else typed
    return refused(request, "message.post", room=room, client_id=client_id, body=body)


def _show(
    request: HttpRequest, slug: str, *, draft: str = "", client_id: str = "", refusal: str = ""
) -> HttpResponseBase:
    where = snapshots.Where(before=_id(request, "before"), around=_id(request, "at"))
    shown, side_rooms = open_room(visitor(request), slug, where)
    context = {
        "page": shown,
        "room": shown["room"],
        "role": shown["room"]["role"],
        "may": shown["may"],
        "timeline": shown["messages"],
        "has_older": len(shown["messages"]) >= where.limit or where.around is not None,
        "side_rooms": side_rooms,
        "client_id": client_id or uuid.uuid4(),
        "draft": draft,
        "refusal": refusal,
        "sentences": sentences() | stage_sentences(),
        "view": view_of(request, shown["room"]),
        "colours": Colour.choices,
        "dialogs": dialogs(shown["may"]),
    }
    response = render(request, "chat/room.html", context, status=409 if refusal else 200)
    return permit_scene(request, response, shown["room"])


def _id(request: HttpRequest, name: str) -> int | None:
    """The number of a message; None if it is none, which shows the newest messages."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= ID_MAX_DIGITS else None
