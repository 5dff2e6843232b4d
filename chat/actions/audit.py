"""Writes the audit record, in the transaction of the act that it records."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chat.models import AuditEntry, Message, Room, User
from chat.shapes import moment

Facts = Mapping[str, Any]


def record(
    actor: User | None,
    action: str,
    *,
    at: datetime,
    person: User | None = None,
    room: Room | None = None,
    target: str = "",
    reason: str = "",
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    """Write down one act.

    Args:
        actor: who did it; None: the site itself.
        action: the name of the command, `room.sanction`.
        person, room, target: on whom, where, on what (`message-17`).
        reason: why.
        before, after: what was changed; never what a message said.
    """
    AuditEntry.objects.create(
        at=at,
        actor=actor,
        action=action,
        person=person,
        room=room,
        target=target,
        reason=reason,
        before=_plain(before),
        after=_plain(after),
    )


def record_message(actor: User | None, action: str, message: Message, *, at: datetime, reason: str = "") -> None:
    """Write down what was done with a message of somebody."""
    record(actor, action, at=at, person=message.author, room=message.room, target=message.subject, reason=reason)


def _plain(facts: Facts | None) -> dict[str, Any]:
    return {key: moment(value) if isinstance(value, datetime) else value for key, value in (facts or {}).items()}
