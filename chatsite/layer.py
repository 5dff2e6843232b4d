"""Which channel layer a `bin/run` works with: REDIS_URL, the embedded server, or none but its own memory."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _

from chatsite.embedded import EmbeddedServer, Unavailable


@dataclass(frozen=True)
class Layer:
    """`variables` go into the environment of the web processes; `keep` is called now and then."""

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    warning: str = ""
    keep: Callable[[], None] = lambda: None


@contextmanager
def channel_layer() -> Iterator[Layer]:
    """The layer; the server behind it, if it is ours, stops at the end."""
    with ExitStack() as stack:
        yield choose(stack)


def choose(stack: ExitStack) -> Layer:
    if settings.ENV.redis_url:
        return Layer(_("Redis"))
    server = EmbeddedServer(settings.DATABASE_URL)
    stack.callback(server.stop)
    try:
        server.start()
    except Unavailable as why:
        return Layer(_("in-process channel layer"), warning=lost(why))
    return Layer(_("embedded Valkey"), {"REDIS_URL": server.url}, keep=partial(keep, server))


def keep(server: EmbeddedServer) -> None:
    """Looks after the server; the site goes on without one, since the log is the truth and wake-ups only hints."""
    with suppress(Unavailable, OSError):
        server.keep()


def lost(why: Unavailable) -> str:
    return _(
        "No channel layer between processes (%(why)s). No message is lost, but between processes each comes up to"
        " half a second later, and typing signals stay in the process where they were made."
    ) % {"why": why}
