"""Sanctions and the appeals against them: another moderator decides."""

from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chat import records
from chat.forms.looking import SanctionsForm
from chat.forms.moderation import WhyForm
from chat.views.asking import ask, page
from chat.views.moderation.entry import enter, number
from chat.views.moderation.going_back import back
from notifications.streams.refusal import Refusal


@require_safe
@page
def sanctions(request: HttpRequest) -> HttpResponse:
    """Appeals that wait for an answer, or the sanctions that the filters name."""
    desk, before = enter(request), number(request, "before")
    form = SanctionsForm(request.GET, rooms=desk.rooms, everywhere=desk.everywhere)
    form.is_valid()
    state, room = form.cleaned_data.get("state") or "appealed", desk.place(request)
    shown = records.sanctions(desk.person.pk, records.Wanted(state=state, room=room), records.Page(before))["sanctions"]
    context = {
        "tab": "sanctions",
        "desk": desk,
        "form": SanctionsForm(initial={"state": state, "room": room}, rooms=desk.rooms, everywhere=desk.everywhere),
        "sanctions": shown,
        "older": shown[-1]["id"] if len(shown) == records.PAGE_DEFAULT else None,
        "state": state,
        "room": room,
        "next": request.get_full_path(),
    }
    return render(request, "moderation/sanctions.html", context)


@require_POST
@page
def answer(request: HttpRequest, sanction: int) -> HttpResponseBase:
    """Answer an appeal: lift the sanction, or let it stand."""
    granted = request.POST.get("do") == "lift"
    return _do(request, "appeal.answer", "answer", _("Answered."), sanction=sanction, granted=granted)


@require_POST
@page
def lift(request: HttpRequest, sanction: int) -> HttpResponseBase:
    """Let a sanction hold no longer."""
    return _do(request, "sanction.lift", "reason", _("Lifted."), sanction=sanction)


def _do(request: HttpRequest, name: str, why: str, done: str, **args: Any) -> HttpResponseBase:
    enter(request)
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            ask(request, name, **args, **{why: form.cleaned_data["why"]})
        except Refusal as refusal:
            notices.error(request, str(refusal))
        else:
            notices.success(request, done)
    else:
        notices.error(request, _("That is too long."))
    return redirect(back(request, "sanctions"))
