"""Finding out who opens a connection: bearer token, session cookie, or nobody."""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib import import_module
from types import MappingProxyType, SimpleNamespace
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie
from django.utils.module_loading import import_string

from notifications.streams import threads
from notifications.streams.refusal import unknown
from notifications.streams.viewer import Viewer, session_digest

SUBPROTOCOL = "chatsite.v1"
_BEARER_SUBPROTOCOL = "bearer."

KNOWN = "notifications.viewer"
"""The key of a scope under which Django says who it is, where that is not for the cookie to say."""

Find = Callable[[str], tuple[int, int] | None]
"""From a token's text to its id and its person's id (`STREAM_TOKENS`)."""


async def identify(scope: Any) -> Viewer:
    """Who opens the connection of this ASGI scope.

    Raises:
        Refusal: 401, a token was brought and is not valid.
    """
    if KNOWN in scope or bearer(scope) or settings.SESSION_COOKIE_NAME in cookies(scope):
        return await threads.read(prove, scope)
    return Viewer.guest


def prove(scope: Any) -> Viewer:
    """The same for synchronous callers."""
    known: Viewer | None = scope.get(KNOWN)
    if known is not None:
        return known
    if token := bearer(scope):
        found = _find_token()(token)
        if found is None:
            raise unknown()
        return Viewer(user_id=found[1], token=found[0])
    key = cookies(scope).get(settings.SESSION_COOKIE_NAME)
    return from_session(key) if key else Viewer.guest


def proof(scope: Any) -> str:
    """What stands for whoever opens the connection, for looking them up in memory."""
    if KNOWN in scope:
        return f"known {scope[KNOWN].user_id}"
    if token := bearer(scope):
        return f"token {sha256(token.encode()).hexdigest()}"
    return f"session {session(scope)}"


def session(scope: Any) -> str | None:
    """The digest of the session key that was brought."""
    key = cookies(scope).get(settings.SESSION_COOKIE_NAME)
    return session_digest(key) if key else None


def cookies(scope: Any) -> Mapping[str, str]:
    """The cookies of the request."""
    return _parsed(header(scope, b"cookie"))


# Whoever polls brings the same again and again.
@lru_cache(4096)
def _parsed(text: str) -> Mapping[str, str]:
    return MappingProxyType(parse_cookie(text))


def header(scope: Any, name: bytes) -> str:
    """The first header of that name, or nothing."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return ""


def bearer(scope: Any) -> str:
    """The token of the header or, for browsers' WebSockets, of the second subprotocol."""
    scheme, _, token = header(scope, b"authorization").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    for protocol in scope.get("subprotocols", ()):
        if protocol.startswith(_BEARER_SUBPROTOCOL):
            return str(protocol.removeprefix(_BEARER_SUBPROTOCOL))
    return ""


def from_session(key: str) -> Viewer:
    """Whom this session key proves; a guest if it holds no more."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(key)
    # get_user() knows what ends a session: another password, rotated secrets, deactivation.
    user = get_user(cast(HttpRequest, SimpleNamespace(session=store)))
    return Viewer(user.pk, session=session_digest(key)) if user.is_authenticated else Viewer.guest


@cache
def _find_token() -> Find:
    path = getattr(settings, "STREAM_TOKENS", None)
    return import_string(path) if path else lambda text: None
