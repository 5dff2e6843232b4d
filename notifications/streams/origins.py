"""Which web pages may open streams: this site's own, and those that are listed.

A WebSocket handshake carries cookies from any page, so its Origin must match in scheme,
host and port (CWE-1385). The same list opens SSE and polls to other origins (CORS).
"""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from notifications.streams.identity import header

_PORTS = {"http": 80, "https": 443}
_LOCAL = [".localhost", "127.0.0.1", "[::1]"]


def is_ours(scope: Any, origin: str) -> bool:
    """Is `origin` the site itself or one that is listed in STREAM_ALLOWED_ORIGINS?"""
    wanted = _parts(origin)
    return wanted is not None and (wanted == _site(scope) or is_listed(origin))


def is_listed(origin: str) -> bool:
    """Is `origin` listed in STREAM_ALLOWED_ORIGINS, or the configured BASE_URL?"""
    listed = [*getattr(settings, "STREAM_ALLOWED_ORIGINS", ()), getattr(settings, "BASE_URL", "")]
    wanted = _parts(origin)
    return wanted is not None and wanted in [_parts(one) for one in listed]


def _site(scope: Any) -> tuple[str, str, int] | None:
    host = header(scope, b"host")
    allowed = settings.ALLOWED_HOSTS or (_LOCAL if settings.DEBUG else [])
    parts = _parts(f"//{host}")
    if parts is None or not validate_host(parts[1], allowed):
        return None
    # Only a proxy can set it: a browser lets no page add headers to a handshake.
    scheme = header(scope, b"x-forwarded-proto") or scope.get("scheme", "http")
    return _parts(f"{scheme.replace('ws', 'http')}://{host}")


@lru_cache(1024)
def _parts(url: str) -> tuple[str, str, int] | None:
    try:
        split = urlsplit(url)
        host, port = split.hostname, split.port
    except ValueError:
        return None
    if not host:
        return None
    return split.scheme, f"[{host}]" if ":" in host else host, port or _PORTS.get(split.scheme, 0)
