"""The page of alerts: today, yesterday, earlier."""

from datetime import datetime, timedelta, tzinfo
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chat.shapes import Shape
from chat.views.asking import member, page, refused
from notifications.inbox import snapshots, wishes

# What the database's integers hold.
POSITION_MAX_DIGITS = 18


@require_safe
@page
def alerts(request: HttpRequest) -> HttpResponse:
    """The newest alerts, or those before `?before=`."""
    person = member(request)
    before = _position(request.GET.get("before", ""))
    shown = snapshots.page(person.pk, before)
    listed = shown["notifications"]
    context = {
        "alerts": shown,
        "before": before,
        "days": _days(listed, wishes.zone(wishes.of(person.pk)), timezone.now()),
        "older": listed[-1]["position"] if len(listed) == snapshots.PAGE else None,
    }
    return render(request, "alerts/alerts.html", context)


@require_POST
@page
def read(request: HttpRequest) -> HttpResponseBase:
    """Mark all that the page showed as read."""
    member(request)
    refused(request, "notification.read", position=_position(request.POST.get("position", "")) or 0)
    return redirect("alerts")


def _days(listed: list[Shape], zone: tzinfo, now: datetime) -> list[dict[str, Any]]:
    today = now.astimezone(zone).date()

    def name(alert: Shape) -> str:
        day = datetime.fromisoformat(alert["at"]).astimezone(zone).date()
        if day >= today:
            return _("Today")
        return _("Yesterday") if day == today - timedelta(days=1) else _("Earlier")

    return [{"name": day, "alerts": list(group)} for day, group in groupby(listed, name)]


def _position(text: str) -> int | None:
    """A position of a stream; None if it is none, which shows the newest."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= POSITION_MAX_DIGITS else None
