"""The names of streams and the types of events, as they are written on the wire and stored."""

import re
from functools import lru_cache
from urllib.parse import unquote

# Contract §1: [a-z0-9_-]{1,64}, anything else percent-encoded.
_CANONICAL = re.compile(r"(?:[a-z0-9_-]|%[0-9A-F]{2})+")
_MAX_CHARS = 64
# It stands in a JSON string and in a line of an event stream, as it is.
_TYPE = re.compile(r'[^\x00-\x1f\x7f"\\<\u2028\u2029\ud800-\udfff]{1,64}')
_PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789_-"

CLOCK = "clock"
# The log's own streams. No text from outside is ever read as one of these, because a dot is percent-encoded:
# no client may follow them and no application can write to them by accident.
CONTROL = ".control"
GENERATION = ".generation"


class MalformedName(ValueError):
    """The text cannot be the name of a stream."""


class MalformedType(ValueError):
    """The text cannot be the type of an event."""


def canonical(text: str) -> str:
    """The one spelling of a stream's name, from a plain or percent-encoded `text`.

    >>> canonical("room-42"), canonical("Zähler"), canonical("time%3A1")
    ('room-42', '%5A%C3%A4hler', 'time%3A1')
    """
    if not _CANONICAL.fullmatch(text) or "%" in text:
        text = "".join(_escape(byte) for byte in unquote(text).encode("utf-8", "replace"))
    if not 0 < len(text) <= _MAX_CHARS:
        raise MalformedName("a stream's name has 1 to 64 characters")
    return text


@lru_cache(4096)
def require_canonical(name: str) -> None:
    """Refuse a name that is not written as it is stored: whoever asks for the stream would never find it.

    Raises:
        MalformedName: it is not; says how it is written.
    """
    if name not in {CONTROL, GENERATION} and (stored := canonical(name)) != name:
        raise MalformedName(f"the stream {name!r} is written {stored!r}: see notifications.streams.names.canonical")


def can_begin(text: str) -> bool:
    """Are there names, as they are stored, that begin with `text`?"""
    return not text or bool(_CANONICAL.fullmatch(text))


@lru_cache(1024)
def require_type(text: str) -> None:
    """Refuse what cannot be the type of an event.

    Raises:
        MalformedType: it has no or more than 64 characters, or one that would need escaping on the wire.
    """
    if not _TYPE.fullmatch(text):
        raise MalformedType('an event type has 1 to 64 characters, none of them a control, ", \\ or <')


def plain(name: str) -> str:
    """The text that a canonical `name` stands for."""
    return unquote(name)


def user_stream(user_id: int | str) -> str:
    """The stream of what concerns one person; of "" how all of these begin."""
    return f"user-{user_id}"


def _escape(byte: int) -> str:
    return chr(byte) if chr(byte) in _PLAIN else f"%{byte:02X}"
