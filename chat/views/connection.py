"""The connection doctor: what stands between this browser and the site? The browser finds out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chat.views import connection_words as words
from chat.views.sentences import Sentences


@require_safe
def connection(request: HttpRequest) -> HttpResponse:
    """The page with the one button."""
    return render(request, "connection/doctor.html", {"sentences": sentences()})


def sentences() -> Sentences:
    """Those that static/connection/ says."""
    return {
        **{f"transport_{name}": text for name, text in words.transports().items()},
        **{f"cause_{name}": text for name, text in words.causes().items()},
        **{f"about_{name}": text for name, text in words.explanations().items()},
        "step_site": _("Asking the site …"),
        "step_transports": _("Trying all five ways …"),
        "step_lasting": _("Watching whether connections last …"),
        "stopped": _("Stopped."),
        "done": _("Done."),
        "best": _("Your pages will use {transport}: {how}"),
        "how_websocket": _("both ways at once, as quick as it gets."),
        "how_sse": _("news arrives at once; what you write goes by request."),
        "how_long-poll": _("news arrives almost at once, each by a request of its own."),
        "how_short-poll": _("news arrives when the browser asks, every few seconds."),
        "nothing_works": _("Nothing works from here."),
        "no_cause": _("Nothing stands in the way."),
        "works": _("works"),
        "hampered": _("hampered"),
        "fails": _("does not work"),
        "ms": _("{ms} ms"),
        "concerns": _("Concerns: {transports}"),
        "lines_for": _("Lines for {proxy}"),
        "copied": _("Copied."),
        "sent": _("Sent. Thank you!"),
        "not_sent": _("That could not be sent: {why}"),
        "copy_head": _("Connection to {site}, {time}"),
    }
