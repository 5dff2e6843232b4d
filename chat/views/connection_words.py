"""What the connection doctor and the transport lab call things (static/connection, static/lab), translated."""

from django.utils.translation import gettext as _

Words = dict[str, str]


def transports() -> Words:
    """The five ways."""
    return {
        "websocket": _("WebSocket"),
        "sse": _("event stream"),
        "long-poll": _("long polling"),
        "short-poll": _("polling"),
        "frame": _("forever frame"),
    }


def causes() -> Words:
    """What may stand in the way, by the names of static/notifications/doctor/diagnosis.js."""
    return {
        "unreachable": _("The site cannot be reached"),
        "foreign": _("Somebody else answers in the site’s name"),
        "blocked": _("Something on the way blocks the site’s streams"),
        "upgrade": _("A proxy refuses to upgrade to WebSocket"),
        "mute-socket": _("A proxy opens WebSockets and lets nothing through"),
        "whole": _("Something holds answers back until they are complete"),
        "clumps": _("A proxy buffers: news arrives in clumps"),
        "age": _("Connections are cut at a certain age"),
        "silence": _("Silent connections are cut"),
        "held": _("Requests may not wait"),
        "reset": _("Streams are cut off at once"),
        "too-many": _("You have too many connections open"),
        "busy": _("The site is restarting or busy"),
        "refused": _("The site itself refuses you"),
        "slow": _("The way is long"),
        "clock": _("The clock of this device is wrong"),
    }


def explanations() -> Words:
    """What each cause means, and what to do about it; {seconds} and {status} are filled in."""
    return {
        "unreachable": _("No answer came, not even to a plain request. The network is gone, or the site is down."),
        "foreign": _(
            "An answer came, but not from this site: a page on which to sign in to the network, or a filter. "
            "Sign in to the network and try again; if that does not help, ask whoever looks after it to let this site "
            "through."
        ),
        "blocked": _(
            "Something between you and the site answers with status {status} in its place. "
            "Ask whoever looks after the network to let the addresses below /stream/ through."
        ),
        "upgrade": _(
            "The site is there, but no WebSocket gets through: the proxy in front of the site does not pass on the "
            "headers Upgrade and Connection, or the network forbids them. The site works without, by other ways; over "
            "https a WebSocket is often let through."
        ),
        "mute-socket": _(
            "The handshake succeeds and then nothing comes: the proxy accepts what it cannot carry, or reads along. "
            "Over https it is often let through."
        ),
        "whole": _(
            "Nothing of an answer that goes on comes before it ends: a virus scanner or a proxy waits for the whole. "
            "Ask to have the addresses below /stream/ taken out of the scan and of all buffering."
        ),
        "clumps": _(
            "What happens each second arrives several at a time, and late: a proxy collects the answer in a buffer. "
            "It has to pass on what it gets below /stream/ at once."
        ),
        "age": _(
            "Connections end after about {seconds} s, whether anything is said on them or not. Nothing is lost, but "
            "each time they have to be opened anew. Where this is set it should allow an hour."
        ),
        "silence": _(
            "Connections end after about {seconds} s of silence. The site says something every 20 s: allow 75 s."
        ),
        "held": _(
            "A request that waits for news was given up after about {seconds} s. The proxy should allow 75 s, "
            "or the operator sets LONG_POLL_MAX_S to less."
        ),
        "reset": _("The connection is broken off as soon as an answer begins that goes on."),
        "too-many": _("Close other tabs and programs that follow this site; there may be others behind your address."),
        "busy": _("Come back in a minute."),
        "refused": _("Sign out and in again. If that does not help, your account may not do this."),
        "slow": _("A question and its answer take longer than one would like. Nothing is broken."),
        "clock": _("It is off by about {seconds} s, so the times you see are wrong. Let it be set by the network."),
    }
