"""How attachments are shown on the first page; static/chat/attachments.js does the same afterwards."""

from typing import NamedTuple

from django import template

from chat.shapes import Shape

register = template.Library()

# The box in a message that a picture has to fit into (css/attachments.css).
BOX_WIDTH_PX, BOX_HEIGHT_PX = 320, 240


class Size(NamedTuple):
    """In CSS pixels."""

    width: int
    height: int


@register.filter
def fitted(picture: Shape) -> Size:
    """How large a picture is shown, known before it is loaded."""
    if not picture["width"] or not picture["height"]:
        return Size(BOX_WIDTH_PX, BOX_HEIGHT_PX)
    scale = min(1, BOX_WIDTH_PX / picture["width"], BOX_HEIGHT_PX / picture["height"])
    return Size(max(1, round(picture["width"] * scale)), max(1, round(picture["height"] * scale)))


@register.filter
def described(attachment: Shape | None) -> str:
    """What stands for it where it is not seen; nothing for a pattern."""
    return "" if attachment is None else attachment["alt"] or attachment["name"]


@register.filter
def nothing(size: Size | None) -> str:
    """The address of an empty picture of that size: it takes up the room of one that is still being made."""
    width, height = size or (1, 1)
    return f"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'/%3E"
