"""Making a room and changing what it is like."""

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chat import policies, snapshots
from chat.forms.rooms import NewRoomForm, RoomForm
from chat.models import Room
from chat.refusals import Forbidden, Refused, Unauthenticated
from chat.views.asking import ask, member, page


@require_http_methods(["GET", "HEAD", "POST"])
@page
def create(request: HttpRequest) -> HttpResponseBase:
    """A form for a new room."""
    member(request)
    form = NewRoomForm(request.POST or None)
    if form.is_valid():
        try:
            room = ask(request, "room.create", **form.cleaned_data)
        except Unauthenticated:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("room", room["slug"])
    return render(request, "chat/room_create.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@page
def settings(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What a room is like, for its owners to change."""
    person = member(request)
    room = snapshots.room_by_slug(person.pk, slug)
    policies.load_sanctions([person], timezone.now())
    if not policies.can_update(person, Room.objects.get(pk=room["id"]), room["role"]):
        raise Forbidden
    form = RoomForm(request.POST or None, initial=room)
    if form.is_valid():
        try:
            ask(request, "room.update", room=room["id"], **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            notices.success(request, _("The room was changed."))
            return redirect("room_settings", slug)
    return render(request, "chat/room_settings.html", {"form": form, "room": room})
