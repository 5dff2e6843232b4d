"""The front page of the panel: reports by message, and what is done with many of them at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chat import records, shapes
from chat.forms.looking import OPEN, QueueForm
from chat.forms.moderation import SettleForm
from chat.models import Report
from chat.shapes import Shape
from chat.views.asking import ask, page
from chat.views.moderation.entry import ID_MAX_DIGITS, Desk, enter, number
from chat.views.moderation.going_back import back
from chat.views.moderation.groups import dressed
from chat.views.moderation.sentences import queue_sentences
from notifications.streams import log
from notifications.streams.cursor import Cursor
from notifications.streams.refusal import Refusal


@require_safe
@page
def queue(request: HttpRequest) -> HttpResponse:
    """Reports that wait, or those that the filters name; the newest, or those before `?before=`."""
    desk, before = enter(request), number(request, "before")
    form = QueueForm(request.GET, rooms=desk.rooms, everywhere=desk.everywhere)
    form.is_valid()
    wanted = form.wanted(desk.place(request))
    log.generation()  # is made when first asked for, which a snapshot could not do
    shown = records.report_groups(desk.person.pk, wanted, records.Page(before))
    full = len(shown["groups"]) == records.PAGE_DEFAULT
    context = {
        "tab": "queue",
        "desk": desk,
        "form": QueueForm(
            initial={"state": form.cleaned_data.get("state") or OPEN, "room": wanted.room, "kind": wanted.kind},
            rooms=desk.rooms,
            everywhere=desk.everywhere,
        ),
        "settle": SettleForm(auto_id="bulk-%s", use_required_attribute=False),
        "groups": [dressed(group) for group in shown["groups"]],
        "older": _older(request, shown["groups"][-1]["last"]) if full else "",
        "queue": None if before else _live(desk, wanted, shown, full=full),
        "sentences": queue_sentences(),
        "next": request.get_full_path(),
    }
    return render(request, "moderation/queue.html", context)


@require_POST
@page
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Take, give back or decide what was chosen; each message stands for itself."""
    enter(request)
    chosen = [int(one) for one in request.POST.getlist("message") if one.isdecimal() and len(one) <= ID_MAX_DIGITS]
    form = SettleForm(request.POST)
    do = request.POST.get("do")
    if not chosen:
        notices.warning(request, _("Choose something first."))
    elif do in {"taken", "new"}:
        _each(request, _reports(chosen), lambda one: ask(request, "report.update", report=one, state=do))
    elif form.is_valid():
        decided = form.decided
        _each(request, chosen, lambda one: ask(request, "message.settle", message=one, **decided))
    else:
        notices.warning(request, queue_sentences()["what"])
    return redirect(back(request, "moderation"))


def _live(desk: Desk, wanted: records.Wanted, shown: Shape, *, full: bool) -> dict[str, Any]:
    """What static/moderation/queue.js goes on from; `live`: may they follow the stream, or do they have to ask?"""
    return {
        **shown,
        "me": shapes.person(desk.person),
        "wanted": {"state": wanted.state, "room": wanted.room, "kind": wanted.kind},
        "live": desk.everywhere,
        "hasOlder": full,
        "cursor": str(Cursor(log.generation(), {records.MODERATION: shown["position"]})),
    }


def _reports(messages: list[int]) -> list[int]:
    return list(Report.objects.undecided().filter(message__in=messages).values_list("pk", flat=True))


def _each(request: HttpRequest, chosen: list[int], do: Callable[[int], Shape]) -> None:
    """Do it for each; say how many were done, and each refusal once.

    Raises:
        PermissionDenied: none of it is theirs to do.
    """
    refusals: list[str] = []
    denied: list[PermissionDenied] = []
    for one in chosen:
        try:
            do(one)
        except (Refusal, PermissionDenied) as refusal:
            refusals.append(str(refusal))
            denied += [refusal] if isinstance(refusal, PermissionDenied) else []
    if len(denied) == len(chosen):
        raise denied[0]
    if done := len(chosen) - len(refusals):
        notices.success(request, queue_sentences()["done"].format(count=done))
    for refused in dict.fromkeys(refusals):
        notices.error(request, refused)


def _older(request: HttpRequest, before: int) -> str:
    query = request.GET.copy()
    query["before"] = str(before)
    return f"?{query.urlencode()}"
