"""The addresses of pictures and videos: which may stand on a stage, and what a page allows for them."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from chat.models.stages import URL_MAX_CHARS

# A name or an IPv4 address; brackets are beyond what a content security policy can name.
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_SCHEMES = {"http", "https"}


def address(text: str) -> str:
    """A web address as it is stored: ASCII, its host in Punycode, without a name or a password in it.

    Raises:
        ValueError: it is none, or too long; may be shown.
    """
    try:
        parts = urlsplit(text.strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        host = ""
    if not _HOST.fullmatch(host) or parts.scheme not in _SCHEMES or "@" in parts.netloc:
        raise ValueError(_("This is not the address of a picture or a video: https://…"))
    url = iri_to_uri(urlunsplit((parts.scheme, host + port, parts.path, parts.query, parts.fragment)))
    if len(url) > URL_MAX_CHARS:
        raise ValueError(_("An address has at most %(max)d characters.") % {"max": URL_MAX_CHARS})
    return url


def source(url: str) -> str:
    """What a content security policy names to allow this one file (https://www.w3.org/TR/CSP3/#source-list)."""
    parts = urlsplit(url)
    # A comma or a semicolon would end the source; the browser compares what is decoded.
    return f"{parts.scheme}://{parts.netloc}{quote(parts.path, safe='/%:@&=+$!*()~')}"
