"""The transport lab: the five ways at work side by side, in the visitor's own browser."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat import snapshots
from chat.views import lab_words as words

# Microseconds of the server's processor for one event or, of polls, for one request: docs/benchmarks.md, uvicorn,
# 1,000 followers. The forever frame was not measured.
COST_US = {"websocket": 11.4, "sse": 10.8, "long-poll": 313.0, "short-poll": 97.0}


@require_safe
def lab(request: HttpRequest) -> HttpResponse:
    """The page; public rooms can be followed in place of the clock."""
    context = {
        "rooms": [room for room in snapshots.rooms(None) if not room["archived"]],
        "lab": {"sentences": words.sentences(), "costs": COST_US},
        "ways": words.ways(),
    }
    return render(request, "lab/lab.html", context)
