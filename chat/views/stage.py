"""A room's stage: the page where moderators set it, how one sees the room, what its page may load."""

from typing import Literal

from csp.decorators import csp_update
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chat import policies, snapshots, stages
from chat.forms.stage import StageForm
from chat.models import Room
from chat.refusals import Forbidden, Refused
from chat.shapes import Shape
from chat.views.asking import ask, member, page

View = Literal["list", "stage", "both"]
VIEWS: tuple[View, ...] = ("list", "stage", "both")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def stage(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the stage shows, for the room's moderators to change."""
    person = member(request)
    room = snapshots.room_by_slug(person.pk, slug)
    policies.load_sanctions([person], timezone.now())
    if not policies.can_calm(person, Room.objects.get(pk=room["id"]), room["role"]):
        raise Forbidden
    form = StageForm(request.POST or None, initial=room["stage"] or {"kind": "none"})
    if form.is_valid():
        try:
            ask(request, "room.update", room=room["id"], stage=form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            notices.success(request, _("The stage was set."))
            return redirect("room", slug)
    return render(request, "chat/room_stage.html", {"form": form, "room": room})


def view_of(request: HttpRequest, room: Shape) -> View:
    """How somebody sees a room: as the address says, as they saw it last, or as it suits the room."""
    for wanted in (request.GET.get("view"), request.COOKIES.get("view")):
        if wanted in VIEWS:
            return wanted
    return "both" if room["stage"] else "list"


def permit_scene(request: HttpRequest, response: HttpResponseBase, room: Shape) -> HttpResponseBase:
    """Let this one page load what stands on the stage of its room, and nothing else from there."""
    scene = room["stage"] or {"kind": "none"}
    directive = {"picture": "img-src", "video": "media-src"}.get(scene["kind"])
    if directive is None:
        return response

    @csp_update({directive: [stages.source(scene["url"])]})
    def shown(_request: HttpRequest) -> HttpResponseBase:
        return response

    return shown(request)
