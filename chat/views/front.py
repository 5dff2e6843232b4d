"""The front page: the rooms that one may enter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat import snapshots
from chat.shapes import Shape
from chat.views.asking import visitor_id
from notifications.streams import log, presence
from notifications.streams.names import user_stream


@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """All rooms, or those whose name or topic contains `?q=`."""
    user_id, wanted = visitor_id(request), request.GET.get("q", "").strip()
    listed = [room for room in snapshots.rooms(user_id) if _matches(room, wanted)]
    here = presence.people_in([room["stream"] for room in listed])
    for room in listed:
        room["here"] = here[room["stream"]]
    context = {
        "mine": [room for room in listed if room["role"] and not room["archived"]],
        "others": [room for room in listed if not room["role"]],
        "archived": [room for room in listed if room["archived"]],
        "wanted": wanted,
        "page": {"me": user_id, "cursor": _cursor(user_id)},
    }
    return render(request, "chat/rooms.html", context)


def _matches(room: Shape, wanted: str) -> bool:
    return wanted.casefold() in f"{room['name']}\n{room['topic']}".casefold()


def _cursor(user_id: int | None) -> str:
    return log.cursor([] if user_id is None else [user_stream(user_id)])
