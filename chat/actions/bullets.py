"""What a message gets that floats over a stage."""

from chat.actions.batches import Look
from chat.models import Message, Room
from chat.models.stages import Colour, Mode, Size, StageKind


def float_over(message: Message, room: Room, look: Look | None) -> None:
    """Give a message its bullet, if it was sent as one or its room has a stage.

    Only of a video it is the sender who knows the moment; everything else runs by our clock.
    """
    if message.kind != Message.Kind.DANMAKU and not room.has_stage:
        return
    look = look or {}
    message.bullet_mode = look.get("mode", Mode.SCROLL)
    message.bullet_colour = look.get("colour", Colour.WHITE)
    message.bullet_size = look.get("size", Size.MEDIUM)
    if room.stage_kind == StageKind.VIDEO:
        message.at_ms = look.get("at_ms")
    else:
        message.at_ms = room.moment_on_stage(message.created_at)
