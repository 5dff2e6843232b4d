"""What the transport lab explains and says (static/lab), translated."""

from django.utils.translation import gettext as _

from chat.views import connection_words as words
from chat.views.sentences import Sentences


def ways() -> list[dict[str, str]]:
    """What there is to know of each way, for the table that explains."""
    names = words.transports()
    return [
        {
            "key": "websocket",
            "name": names["websocket"],
            "direction": _("Both ways on one line: what you write goes up on it, too."),
            "breaks": _(
                "Proxies that do not pass the upgrade on, company filters, virus scanners. Over https it often passes."
            ),
            "proxy": _("Has to pass on Upgrade and Connection, and to allow silence of 75 s."),
            "costs": _(
                "A frame of 2 to 4 bytes for each event; a connection that stays open: about 25 KiB of the server’s "
                "memory."
            ),
        },
        {
            "key": "sse",
            "name": names["sse"],
            "direction": _("Down only. What you write goes up by requests."),
            "breaks": _("Whatever buffers answers, and old proxies that cut long ones."),
            "proxy": _("Has to pass on each piece at once: no buffering, no compression."),
            "costs": _("About 50 bytes around each event; one of the six connections that HTTP/1.1 allows a browser."),
        },
        {
            "key": "long-poll",
            "name": names["long-poll"],
            "direction": _("Down: a request that is held until there is something to say. Up by requests."),
            "breaks": _("Proxies that let no request wait. Buffering does no harm, since each answer ends."),
            "proxy": _("Sees ordinary requests that take up to 55 s."),
            "costs": _(
                "All headers again for each event, and the work of a request: some thirty times that of a pushed event."
            ),
        },
        {
            "key": "short-poll",
            "name": names["short-poll"],
            "direction": _("Down when the browser asks, every 2 to 30 s. Up by requests."),
            "breaks": _("Nothing that lets web pages through."),
            "proxy": _("Sees ordinary requests."),
            "costs": _("Requests for nothing while nothing happens, and news that is seconds old."),
        },
        {
            "key": "frame",
            "name": names["frame"],
            "direction": _("Down only: a hidden page that never stops loading. Up by requests."),
            "breaks": _("The same as an event stream."),
            "proxy": _("Takes it for a slow page; must not buffer."),
            "costs": _("A script around each event; the page grows until it is opened anew."),
        },
    ]


def sentences() -> Sentences:
    """Those that static/lab/ says."""
    return {
        **{f"transport_{name}": text for name, text in words.transports().items()},
        "auto": _("This site’s client"),
        "live_by": _("Live by {transport}"),
        "state_connecting": _("Connecting …"),
        "state_live": _("Live"),
        "state_waiting": _("Reconnecting"),
        "state_offline": _("Blocked or offline"),
        "state_stopped": _("Disconnected"),
        "pause": _("Pause"),
        "resume": _("Go on"),
        "cut": _("Cut: {transport}"),
        "back": _("{cuts} ×, back after {time}"),
        "here": _(
            "Median {median}, worst {worst}. In a minute {bytes}, {overhead} of it overhead; requests: {requests}."
        ),
        "here_server": _("Each event costs the server {server}."),
        "ms": _("{ms} ms"),
        "seconds": _("{s} s"),
        "us": _("{us} µs"),
        "bytes": _("{n} B"),
        "kilobytes": _("{n} kB"),
        "now": _("now"),
        "ago": _("{s} s ago"),
        "copied": _("Copied."),
        "echoed": _("{type}, {size}, after {time}"),
        "echo_failed": _("It did not come back."),
    }
