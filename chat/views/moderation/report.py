"""One report: what was said and around it, who reported it, and the decision."""

from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chat import policies, records
from chat.actions import lookups
from chat.forms.moderation import EVERYWHERE, HERE, DecisionForm
from chat.models import Membership, Room, User
from chat.refusals import Unauthenticated
from chat.shapes import Shape
from chat.views.asking import ask, page
from chat.views.moderation.entry import Desk, enter
from chat.views.moderation.groups import dressed
from chat.views.moderation.sentences import queue_sentences
from notifications.streams.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@page
def report(request: HttpRequest, report: int) -> HttpResponseBase:
    """Show a report; decide it and the others of the same message."""
    desk = enter(request)
    shown = records.report(desk.person.pk, report)
    form = _form(request, desk, shown)
    refusal = None
    if form.is_valid():
        try:
            ask(request, "message.settle", message=shown["report"]["message"], **form.decided)
        except Unauthenticated:
            raise
        except Refusal as refused:
            refusal = refused
            shown = records.report(desk.person.pk, report)
        else:
            notices.success(request, _("Decided. Whoever reported it is told."))
            return redirect("moderation")
    return _show(request, desk, shown, form, refusal)


@require_POST
@page
def hold(request: HttpRequest, report: int) -> HttpResponseBase:
    """Take a report and the others of the same message, or give them back."""
    desk = enter(request)
    shown = records.report(desk.person.pk, report)
    state = "taken" if request.POST.get("do") == "taken" else "new"
    for one in [shown["report"], *shown["others"]]:
        try:
            ask(request, "report.update", report=one["id"], state=state)
        except Unauthenticated:
            raise
        except Refusal as refusal:
            notices.error(request, str(refusal))
            break
    return redirect("report", report)


def _show(request: HttpRequest, desk: Desk, shown: Shape, form: DecisionForm, refusal: Refusal | None) -> HttpResponse:
    reports = sorted([shown["report"], *shown["others"]], key=lambda one: one["id"])
    group = dressed({"message": shown["report"]["message"], "reports": reports})
    reported = next((line["body"] for line in shown["evidence"] if line["message"] == group["message"]), None)
    context = {
        **shown,
        # Told once, where it said the same when it was reported.
        "original": None if shown["original"] == reported else shown["original"],
        "tab": "queue",
        "desk": desk,
        "group": group,
        "form": form,
        "refusal": str(refusal or ""),
        "waits": any(one["state"] in {"new", "taken"} for one in reports),
        "mine": any((one["taken_by"] or {}).get("id") == desk.person.pk for one in reports if one["state"] == "taken"),
        "live": {"message": group["message"], "me": desk.person.pk},
        "sentences": queue_sentences(),
    }
    return render(request, "moderation/report.html", context, status=refusal.status if refusal else 200)


def _form(request: HttpRequest, desk: Desk, shown: Shape) -> DecisionForm:
    room = Room.objects.get(pk=shown["report"]["room"]["id"])
    role = lookups.role(room, desk.person)
    keeps_order = policies.can_moderate(desk.person, room, role)
    author = User.objects.get(pk=shown["report"]["author"]["id"])
    return DecisionForm(
        request.POST or None,
        places=_places(desk.person, author, room, role),
        removable=keeps_order and not shown["message"]["removed_at"],
        initial={"where": HERE},
    )


def _places(moderator: User, author: User, room: Room, role: str | None) -> list[tuple[str, str]]:
    """Where this moderator may sanction that author."""
    theirs = Membership.objects.of(author.pk).filter(room=room).values_list("role", flat=True).first()
    policies.load_sanctions([moderator], timezone.now())
    places: list[tuple[str, Any]] = []
    if policies.can_sanction(moderator, room, role, author, theirs):
        places.append((HERE, room.name))
    if policies.can_sanction_everywhere(moderator, author):
        places.append((EVERYWHERE, _("the whole site")))
    return places
