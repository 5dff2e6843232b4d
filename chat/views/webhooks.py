"""The doors of a room for programs: made, shown once, taken back."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from chat import snapshots
from chat.forms.webhooks import WebhookForm
from chat.refusals import Forbidden, NotFound, Refused, Unauthenticated
from chat.shapes import Shape
from chat.views.asking import ask, member, page, refused


@require_http_methods(["GET", "HEAD", "POST"])
@page
def webhooks(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Those of a room, and a form for another; what proves a new one is on this page and never again."""
    person = member(request)
    room = snapshots.room_by_slug(person.pk, slug)
    _standing(person.pk, room)
    form, made = WebhookForm(request.POST or None), None
    if form.is_valid():
        made = _made(request, room, form)
        if made is not None:
            form = WebhookForm()
    context = {"room": room, "form": form, "made": made, "webhooks": _standing(person.pk, room)}
    response = render(request, "chat/room_webhooks.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@page
def revoke(request: HttpRequest, slug: str, webhook: int) -> HttpResponseBase:
    """Close one."""
    refused(request, "webhook.revoke", webhook=webhook)
    return redirect("room_webhooks", slug)


def _standing(user_id: int, room: Shape) -> list[Shape]:
    try:
        standing: list[Shape] = snapshots.webhooks(user_id, room["id"])["webhooks"]
    except Forbidden:
        raise NotFound from None
    return standing


def _made(request: HttpRequest, room: Shape, form: WebhookForm) -> Shape | None:
    try:
        return ask(request, "webhook.create", room=room["id"], **form.cleaned_data)
    except Unauthenticated:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
