"""The page of a room: everything in it of one moment, and posting without JavaScript."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chat import policies, shapes, snapshots
from chat.models import Room, User
from chat.shapes import Shape
from chat.views.asking import page, refused, visitor
from chat.views.sentences import sentences
from notifications.streams import log
from notifications.streams.names import user_stream


@require_http_methods(["GET", "HEAD", "POST"])
@page
def room(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a room: its newest messages, those before `?before=`, or those around `?at=`."""
    if request.method == "POST":
        return _post(request, slug)
    return _show(request, slug)


def _post(request: HttpRequest, slug: str) -> HttpResponseBase:
    person = visitor(request)
    found = snapshots.room_by_slug(person and person.pk, slug)
    draft, client_id = request.POST.get("body", ""), request.POST.get("client_id", "")
    refusal = refused(request, "message.post", room=found["id"], client_id=client_id, body=draft)
    if refusal:
        return _show(request, slug, draft=draft, client_id=client_id, refusal=refusal)
    return redirect("room", slug)


def _show(
    request: HttpRequest, slug: str, *, draft: str = "", client_id: str = "", refusal: str = ""
) -> HttpResponse:
    person = visitor(request)
    where = snapshots.Where(before=_id(request, "before"), around=_id(request, "at"))
    shown, side_rooms = _read(person, slug, where)
    context = {
        "page": shown,
        "room": shown["room"],
        "role": shown["room"]["role"],
        "may": shown["may"],
        "timeline": shown["messages"],
        "has_older": len(shown["messages"]) >= where.limit or where.around is not None,
        "has_newer": where != snapshots.Where(),
        "side_rooms": side_rooms,
        "client_id": client_id or uuid.uuid4(),
        "draft": draft,
        "refusal": refusal,
        "sentences": sentences(),
    }
    return render(request, "chat/room.html", context, status=409 if refusal else 200)


def _read(person: User | None, slug: str, where: snapshots.Where) -> tuple[Shape, list[Shape]]:
    """What static/chat/room-state.js begins with, and the rooms beside it."""
    user_id = person and person.pk
    with log.snapshot():
        found = snapshots.room_by_slug(user_id, slug)
        streams = [found["stream"]] + ([user_stream(user_id)] if user_id else [])
        shown = {
            "room": found,
            "me": person and shapes.person(person),
            "may": _may(person, found),
            "at": where.around,
            "has_newer": where != snapshots.Where(),
            **snapshots.messages(user_id, found["id"], where),
            "members": snapshots.members(user_id, found["id"])["members"],
            "cursor": log.cursor(streams),
        }
        return shown, snapshots.rooms(user_id)


def _may(person: User | None, found: Shape) -> dict[str, bool]:
    """What the page offers; the actions decide anew when somebody does it."""
    room, role = Room.objects.get(pk=found["id"]), found["role"]
    signed_in = person is not None
    return {
        "post": signed_in and policies.can_post(person, room, role),
        "like": signed_in and policies.can_like(room, role),
        "moderate": signed_in and policies.can_moderate(person, room, role),
        "invite": signed_in and policies.can_invite(person, room, role),
        "manage": signed_in and policies.can_update(role),
        "join": signed_in and role is None and policies.can_join(room),
    }


def _id(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    # Eighteen digits fit the database's integers; an id that is none shows the newest messages.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
