"""Who belongs to a room: joining, leaving, inviting, roles, taking out."""

from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chat import policies, snapshots
from chat.forms.members import InviteForm, RoleForm
from chat.models import Room
from chat.shapes import Shape
from chat.views.asking import member, page, refused


@require_POST
@page
def join(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Become a member."""
    room = snapshots.room_by_slug(member(request).pk, slug)
    _do(request, "room.join", _("You belong to this room now."), room=room["id"])
    return redirect("room", slug)


@require_POST
@page
def leave(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Stop being a member."""
    room = snapshots.room_by_slug(member(request).pk, slug)
    if not _do(request, "room.leave", _("You have left the room."), room=room["id"]):
        return redirect("room", slug)
    return redirect("rooms")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def members(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everybody in a room; a form to invite somebody."""
    person = member(request)
    room = snapshots.room_by_slug(person.pk, slug)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        refusal = refused(request, "room.invite", room=room["id"], user=form.cleaned_data["user"])
        if not refusal:
            notices.success(request, _("%(user)s belongs to the room now.") % form.cleaned_data)
            return redirect("room_members", slug)
        form.add_error("user", refusal)
    return _show(request, room, form)


@require_POST
@page
def set_role(request: HttpRequest, slug: str, username: str) -> HttpResponseBase:
    """Make a member an owner, a moderator or a plain member."""
    room = snapshots.room_by_slug(member(request).pk, slug)
    form = RoleForm(request.POST)
    if form.is_valid():
        role = form.cleaned_data["role"]
        _do(request, "room.role", _("The role was changed."), room=room["id"], user=username, role=role)
    return redirect("room_members", slug)


@require_POST
@page
def kick(request: HttpRequest, slug: str, username: str) -> HttpResponseBase:
    """Take a member out."""
    room = snapshots.room_by_slug(member(request).pk, slug)
    done = _("%(user)s does not belong to the room any more.") % {"user": username}
    _do(request, "room.kick", done, room=room["id"], user=username)
    return redirect("room_members", slug)


def _do(request: HttpRequest, name: str, done: str, **args: Any) -> bool:
    """Say what came of it on the next page; was it done?"""
    refusal = refused(request, name, **args)
    if refusal:
        notices.error(request, refusal)
    else:
        notices.success(request, done)
    return not refusal


def _show(request: HttpRequest, room: Shape, form: InviteForm) -> HttpResponse:
    person, role = member(request), room["role"]
    found = Room.objects.get(pk=room["id"])
    policies.load_sanctions([person], timezone.now())
    listed = snapshots.members(person.pk, room["id"])["members"]
    for one in listed:
        one["kickable"] = policies.can_kick(person, found, role, one["role"])
        one["form"] = RoleForm(initial={"role": one["role"]}, auto_id=f"role-{one['user']['id']}")
    context = {
        "room": room,
        "members": listed,
        "form": form,
        "may_invite": policies.can_invite(person, found, role),
        "may_set_role": policies.can_set_role(person, found, role),
    }
    return render(request, "chat/room_members.html", context)
