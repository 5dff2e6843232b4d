"""What the chat tells people in their inbox, and when it takes that back; called by actions.

The sentences are in `chat.alert_kinds`. Positions and ids of new messages are only known when
the transaction ends, so what is said of them is worked out then.
"""

from datetime import datetime

from chat import text
from chat.alert_kinds import LIKE, MODERATION
from chat.models import Message, Room, User
from notifications.inbox.facts import Details, Fact
from notifications.inbox.retracting import retract
from notifications.inbox.telling import notify


def liked(message: Message, by: User, *, at: datetime) -> None:
    """Tell the author."""
    notify(
        Fact(
            kind=LIKE,
            key=_like(message, by),
            group=message.subject,
            actor=by.pk,
            recipients=[message.author_id],
            place=message.room.stream,
            details=_details(message),
            at=at,
        )
    )


def unliked(message: Message, by: User, *, at: datetime) -> None:
    """Take it back."""
    retract(kind=LIKE, key=_like(message, by), at=at)


def decided(what: str, key: str, *, whom: int, by: User, room: Room | None, reason: str, at: datetime) -> None:
    """Tell somebody what moderators decided about them or about what they reported.

    `what`: see `chat.alert_kinds`. `room`: where; None: the whole site.
    """
    data: dict[str, str | int] = {"what": what, "reason": reason}
    if room is not None:
        data |= {"room": room.pk, "slug": room.slug, "where": room.name}
    notify(Fact(kind=MODERATION, key=key, group=key, actor=by.pk, recipients=[whom], details=Details(data=data), at=at))


def _like(message: Message, by: User) -> str:
    return f"{message.pk}:{by.pk}"


def _details(message: Message) -> Details:
    room = message.room
    return Details(
        subject=message.subject,
        data={
            "room": room.pk,
            "slug": room.slug,
            "where": room.name,
            "message": message.pk,
            "excerpt": text.excerpt(message.body),
        },
        mark=message.position,
    )
