"""Live values as pages and the API show them: of one stream, at one moment."""

from typing import NamedTuple

from chat import policies, shapes
from chat.models import LiveStream, LiveValue
from chat.refusals import NotFound
from chat.shapes import Shape
from notifications.streams import log, names


class Shown(NamedTuple):
    """A stream's declaration and what was told there so far."""

    declared: LiveStream
    values: list[Shape]
    position: int


def shown(user_id: int | None, stream: str) -> Shown:
    """The values of a stream by name, each with the numbers before it (`recent`).

    Raises:
        NotFound: it was not declared, or not for them.
    """
    with log.snapshot():
        declared = policies.live_stream(stream)
        if declared is None or not policies.can_read_live(user_id, declared):
            raise NotFound
        values = LiveValue.objects.filter(stream=stream).order_by("name")
        told = [{**shapes.live_value(value), "recent": value.recent} for value in values]
        return Shown(declared, told, log.head(stream))


def as_shape(stream: str, found: Shown) -> Shape:
    """The same for the API and for scripts."""
    return {
        "stream": stream,
        "title": found.declared.title,
        "values": found.values,
        "position": found.position,
    }


def canonical(stream: str) -> str:
    """The stream's name as it is stored.

    Raises:
        NotFound: that is no name.
    """
    try:
        return names.canonical(stream)
    except names.MalformedName:
        raise NotFound from None
