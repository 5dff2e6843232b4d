"""What visitors' connection doctors sent in."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat.views import connection_words as words
from chat.views.asking import page
from chat.views.moderation.entry import enter_site, number
from notifications.doctor.models import ConnectionReport
from notifications.doctor.reporting import newest

PAGE = 50


@require_safe
@page
def connections(request: HttpRequest) -> HttpResponseBase:
    """The newest reports, or those before `?before=`."""
    desk = enter_site(request)
    listed = list(newest(number(request, "before"))[:PAGE])
    context = {
        "tab": "connections",
        "desk": desk,
        "reports": [_shown(report) for report in listed],
        "older": listed[-1].pk if len(listed) == PAGE else None,
    }
    return render(request, "moderation/connections.html", context)


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
