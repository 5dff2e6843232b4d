"""The page of a stream of live values, and the same without anything around it for frames of other sites."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from chat import live_values
from chat.views.asking import page, visitor_id
from notifications.streams import log
from notifications.streams.cursor import Cursor
from notifications.streams.names import user_stream


@require_safe
@page
def live_stream(request: HttpRequest, stream: str) -> HttpResponseBase:
    """All values of a stream, or those that `?name=` names, as often as wanted."""
    return render(request, "live/stream.html", _context(request, stream))


@require_safe
@page
def live_frame(request: HttpRequest, stream: str) -> HttpResponseBase:
    """The same, to be shown in a frame: nothing can be pressed there, so nobody can be made to."""
    context = _context(request, stream)
    ancestors: list[str] = [SELF, *settings.STREAM_ALLOWED_ORIGINS]

    @csp_replace({"frame-ancestors": ancestors})
    @xframe_options_exempt
    def shown(request: HttpRequest) -> HttpResponse:
        return render(request, "live/frame.html", context)

    return shown(request)


def _context(request: HttpRequest, stream: str) -> dict[str, Any]:
    name, wanted = live_values.canonical(stream), request.GET.getlist("name")
    user_id = visitor_id(request)
    shown = live_values.shown(user_id, name)
    cursor = _cursor(user_id, name, shown.position)
    return {
        "title": shown.declared.title or name,
        "stream": name,
        "values": [value for value in shown.values if not wanted or value["name"] in wanted],
        "live": {**live_values.as_shape(name, shown), "wanted": wanted or None, "cursor": cursor},
    }


def _cursor(user_id: int | None, stream: str, position: int) -> str:
    # One's own stream says to the browser's tabs who shares a connection (static/notifications/lines.js).
    own = {} if user_id is None else log.heads([user_stream(user_id)])
    return str(Cursor(log.generation(), {stream: position, **own}))
