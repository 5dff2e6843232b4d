"""What visitors' connection doctors sent in."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chat.views import connection_words as words
from chat.views.asking import page
from chat.views.moderation.entry import enter_site, number
from notifications.doctor.models import ConnectionReport
from notifications.doctor.reporting import newest

PAGE = 50
# Of less, a tenth is of interest.
WHOLE_FROM_MS = 10


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
    ways = [
        {
            "name": names.get(trial["transport"], trial["transport"]),
            "first": _ms(trial.get("first_ms")),
            "round_trip": _ms(trial.get("round_trip_ms"), trial.get("round_trip_worst_ms")),
            "late": _ms(trial.get("late_ms"), trial.get("late_worst_ms")),
        }
        for trial in report.trials
    ]
    return {"report": report, "best": names.get(report.best, ""), "causes": causes, "ways": ways}


def _ms(*values: float | None) -> str:
    """Times as people read them: `4.3 ms, 12 ms`."""
    if None in values:
        return "–"
    numbers = [
        number_format(value, int(value < WHOLE_FROM_MS), force_grouping=True) for value in values if value is not None
    ]
    return ", ".join(_("{ms} ms").format(ms=number) for number in numbers)
