"""What visitors' connection doctors sent in, for the site's moderators and operators."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chat import policies
from chat.views import connection_words as words
from chat.views.asking import member, page
from notifications.doctor.models import ConnectionReport
from notifications.doctor.reporting import newest

PAGE = 50
ID_MAX_DIGITS = 18


@require_safe
@page
def connections(request: HttpRequest) -> HttpResponseBase:
    """The newest reports, or those before `?before=`."""
    person = member(request)
    policies.load_sanctions([person], timezone.now())
    if not policies.can_moderate_site(person):
        raise Http404
    listed = list(newest(_id(request.GET.get("before", "")))[:PAGE])
    context = {
        "reports": [_shown(report) for report in listed],
        "older": listed[-1].pk if len(listed) == PAGE else None,
    }
    return render(request, "connection/reports.html", context)


def _shown(report: ConnectionReport) -> dict[str, Any]:
    names, titles = words.transports(), words.causes()
    causes = [
        {
            "title": titles.get(cause["name"], cause["name"]),
            "transports": [names[one] for one in cause["transports"] if one in names],
            "seconds": cause.get("seconds"),
            "status": cause.get("status"),
        }
        for cause in report.causes
    ]
    ways = [{**trial, "name": names.get(trial["transport"], trial["transport"])} for trial in report.trials]
    return {"report": report, "best": names.get(report.best, ""), "causes": causes, "ways": ways}


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= ID_MAX_DIGITS else None
