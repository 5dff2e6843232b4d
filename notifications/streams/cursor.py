"""How far a client has come in each stream it follows, as text (contract §2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from notifications.streams.names import MalformedName, canonical

MAX_BYTES = 2000
MAX_STREAMS = 50
_GENERATION = re.compile(r"g([0-9a-f]{1,16})\.(.*)", re.DOTALL)
_POSITION = re.compile(r"[0-9]{1,18}")


class MalformedCursor(ValueError):
    """The text is not a cursor; its message may be shown to the client."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Positions by stream, and the generation of the log they count in.

    `generation` is None for the form that django-eventstream uses in `Last-Event-ID`.
    """

    generation: str | None = None
    positions: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        places = ",".join(f"{name}:{position}" for name, position in self.positions.items())
        return places if self.generation is None else f"g{self.generation}.{places}"


def parse(text: str) -> Cursor:
    """Read a cursor; the empty text is the empty cursor.

    Raises:
        MalformedCursor: it is too long, names a stream twice or does not parse.
    """
    if not text.isascii() or len(text) > MAX_BYTES:
        raise MalformedCursor(f"a cursor is ASCII and has at most {MAX_BYTES} bytes")
    match = _GENERATION.fullmatch(text)
    generation, places = match.groups() if match else (None, text)
    positions: dict[str, int] = {}
    for place in places.split(",") if places else ():
        name, position = _place(place)
        if name in positions:
            raise MalformedCursor("a cursor names each stream once")
        positions[name] = position
    if len(positions) > MAX_STREAMS:
        raise MalformedCursor(f"a cursor has at most {MAX_STREAMS} streams")
    return Cursor(generation, positions)


def _place(text: str) -> tuple[str, int]:
    name, colon, position = text.partition(":")
    # A dot ends a generation; one that is not ours must not become part of a name.
    if not colon or "." in name or not _POSITION.fullmatch(position):
        raise MalformedCursor("a cursor is written <stream>:<position>,<stream>:<position>")
    try:
        return canonical(name), int(position)
    except MalformedName as error:
        raise MalformedCursor(str(error)) from None
