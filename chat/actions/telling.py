"""What people are told of what moderators did: the one it concerns, and the one who asked for it."""

from datetime import datetime
from typing import Any, Literal

from chat import alerts
from chat.models import Message, Report, Sanction, User


def tell_sanctioned(
    sanction: Sanction, what: Literal["imposed", "lifted", "kept"], by: User | None, reason: str, *, at: datetime
) -> None:
    """Tell the sanctioned person what holds and why, or that it no longer does.

    `by` is None where the site did it by itself: the room shows that at once, and nobody is to be blamed.
    """
    if by is not None:
        kind = sanction.kind if what == "imposed" else what
        key = f"sanction-{sanction.pk}:{what}"
        told: Any = {"whom": sanction.person_id, "room": sanction.room, "sanction": sanction.pk}
        alerts.decided(kind, key, by=by, reason=reason, at=at, **told)


def tell_reporter(report: Report, by: User, *, at: datetime) -> None:
    """Tell who reported a message what came of it."""
    if report.reporter_id is not None:
        key, room = f"report-{report.pk}", report.message.room
        alerts.decided("reported", key, whom=report.reporter_id, by=by, room=room, reason=report.decision, at=at)


def tell_author(message: Message, what: Literal["removed", "warned"], by: User, reason: str, *, at: datetime) -> None:
    """Tell who wrote a message what moderators made of it."""
    key = f"{message.subject}:{what}"
    alerts.decided(what, key, whom=message.author_id, by=by, room=message.room, reason=reason, at=at)
