"""Every event of the chat: its name, its stream and its shape (contract §4, docs/events.md).

The only place in `chat` from which the log is written; called by actions, inside their
transaction. Events carry absolute state, and nothing in them depends on who reads them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final, Literal, NamedTuple

from chat import shapes
from chat.models import Attachment, Membership, Message, Report, Room, Sanction, User
from notifications.streams import log, signals
from notifications.streams.names import user_stream

Member = Literal["member.joined", "member.updated"]
Left = Literal["member.left"]
Sanctioned = Literal["member.sanctioned", "member.restored"]
Pinned = Literal["message.pinned", "message.unpinned"]
Told = Literal["message.edited", "message.restored"]
MODERATION = "moderation"
SITE: Final = "site"
TRAFFIC: Final = "moderation-traffic"
FIGURES = "figures"
"""The subject of the public figures: they name rooms, which may become private."""
Liked = Literal["message.liked", "message.unliked"]


class Kind(NamedTuple):
    """What a reader may expect of an event: on which kind of stream, with which keys in `data`."""

    stream: Literal["room", "user", "moderation", "site", "moderation-traffic", "<name>"]
    keys: frozenset[str]


def _room(*keys: str) -> Kind:
    return Kind("room", frozenset(keys))


def _user(*keys: str) -> Kind:
    return Kind("user", frozenset(keys))


def _moderation(*keys: str) -> Kind:
    return Kind("moderation", frozenset(keys))


KINDS = {
    "message.posted": _room("message"),
    "message.edited": _room("message"),
    "message.growing": _room("message", "offset", "text"),
    "message.finished": _room("message"),
    "message.removed": _room("message"),
    "message.restored": _room("message"),
    "message.pinned": _room("message", "pinned_at", "by"),
    "message.unpinned": _room("message", "pinned_at", "by"),
    "message.liked": _room("message", "likes", "by"),
    "message.unliked": _room("message", "likes", "by"),
    "attachment.updated": _room("message", "attachment"),
    "room.updated": _room("room"),
    "member.joined": _room("member"),
    "member.left": _room("member"),
    "member.updated": _room("member"),
    "member.sanctioned": _room("member"),
    "member.restored": _room("member"),
    "room.read": _user("room", "position", "unread"),
    "access.changed": _user("id", "role", "read_position", "room", "sanction"),
    "person.blocked": _user("person"),
    "person.unblocked": _user("person"),
    "report.created": _moderation("report"),
    "report.updated": _moderation("report"),
    "sanction.created": _moderation("sanction"),
    "sanction.updated": _moderation("sanction"),
    "figures.changed": Kind(SITE, frozenset({"people", "messages", "minutes", "rooms"})),
    "traffic.changed": Kind(
        TRAFFIC, frozenset({"connections", "processes", "hours", "rooms", "private_messages", "open_reports"})
    ),
    "value.changed": Kind("<name>", frozenset({"name", "value", "unit", "at"})),
}


def messages_posted(messages: Sequence[Message], insert: Callable[[], None]) -> None:
    """Announce new messages; `insert` stores them once their positions are known."""
    drafts = [
        log.append(message.room.stream, "message.posted", partial(_posted, message), at=message.created_at)
        for message in messages
    ]

    def place() -> None:
        for message, draft in zip(messages, drafts, strict=True):
            message.position = draft.position
        insert()
        for message, draft in zip(messages, drafts, strict=True):
            draft.subject = message.subject

    log.before_insert(place)


def message_told(kind: Told, message: Message, *, at: datetime) -> None:
    """Announce what a message says now, or says again."""
    data = {"message": shapes.message(message)}
    log.append(message.room.stream, kind, data, subject=message.subject, at=at)


def message_growing(message: Message, offset: int, text: str, *, at: datetime) -> None:
    """Announce what an answer says from `offset` (in characters) on."""
    data = {"message": message.pk, "offset": offset, "text": text}
    log.append(message.room.stream, "message.growing", data, subject=message.growth_subject, at=at)


def message_finished(message: Message, *, at: datetime) -> None:
    """Take the pieces out of the log, then announce the whole answer, which grows no more."""
    log.redact(message.growth_subject)
    data = {"message": shapes.message(message)}
    log.append(message.room.stream, "message.finished", data, subject=message.subject, at=at)


def attachment_updated(message: Message, attachment: Attachment, *, at: datetime) -> None:
    """Announce what became of a picture."""
    data = {"message": message.pk, "attachment": shapes.attachment(attachment)}
    log.append(message.room.stream, "attachment.updated", data, subject=message.subject, at=at)


def pin_changed(kind: Pinned, message: Message, by: User, *, at: datetime) -> None:
    """Announce since when a message is pinned, or that it is not."""
    data = {"message": message.pk, "pinned_at": shapes.moment(message.pinned_at), "by": shapes.person(by)}
    log.append(message.room.stream, kind, data, at=at)


def message_removed(message: Message, *, at: datetime) -> None:
    """Take the text out of the log, then announce the whole tombstone."""
    log.redact(message.subject, message.growth_subject)
    log.append(message.room.stream, "message.removed", {"message": shapes.message(message)}, at=at)


def like_changed(kind: Liked, message: Message, by: User, *, at: datetime) -> None:
    """Announce how many like a message now, and who made the difference."""
    data = {"message": message.pk, "likes": message.likes, "by": shapes.person(by)}
    log.append(message.room.stream, kind, data, at=at)


def room_updated(room: Room, *, at: datetime) -> None:
    """Announce what a room is like now."""
    log.append(room.stream, "room.updated", {"room": shapes.room(room)}, at=at)


def room_closed_to_strangers(room: Room) -> None:
    """Everybody on the room's stream is asked again whether they may be there; nothing public names it any more."""
    log.redact(FIGURES, stream=SITE)
    log.revoke(stream=room.stream)


def room_over(room: Room) -> None:
    """Nothing more will happen here: whoever follows is told so and does not come back."""
    log.end(room.stream)


def member_changed(kind: Member, membership: Membership, *, at: datetime) -> None:
    """Announce who belongs to the room, and in which role; tell that person too."""
    _member_told(kind, membership.room, membership.user, membership, at=at)


def member_left(room: Room, person: User, *, at: datetime, kick: Sanction | None = None) -> None:
    """Announce that somebody no longer belongs to the room; `kick`: why, which only they are told."""
    _member_told("member.left", room, person, None, at=at, kick=kick)


def sanction_changed(
    kind: Sanctioned, room: Room, person: User, membership: Membership | None, *, at: datetime
) -> None:
    """Announce that somebody is restricted in the room, or no longer; tell that person why."""
    _member_told(kind, room, person, membership, at=at)


def site_sanction_changed(person: User, *, at: datetime) -> None:
    """Tell a person what holds for them everywhere; null: nothing."""
    data = {
        "id": None,
        "role": None,
        "read_position": None,
        "room": None,
        "sanction": shapes.own_sanction(person.sanction_in(None)),
    }
    log.append(user_stream(person.pk), "access.changed", data, at=at)


def access_lost(room: Room, person: User) -> None:
    """Cut a person off from the room's stream, on every connection (contract C4)."""
    log.revoke(person=person.pk, stream=room.stream)


def cut_off(person: User) -> None:
    """End every connection of a person; they are nobody until they may enter again."""
    log.revoke(person=person.pk)


def moderation_lost(person: User) -> None:
    """Cut a moderator of the site off from what only moderators see."""
    for stream in (MODERATION, TRAFFIC):
        log.revoke(person=person.pk, stream=stream)


def block_changed(kind: Literal["person.blocked", "person.unblocked"], by: User, whom: User, *, at: datetime) -> None:
    """Tell a person's other tabs and devices whom they want to hear nothing of."""
    log.append(user_stream(by.pk), kind, {"person": shapes.person(whom)}, at=at)


def report_changed(kind: Literal["report.created", "report.updated"], report: Report, *, at: datetime) -> None:
    """Tell the moderators how a report stands."""
    log.append(MODERATION, kind, {"report": shapes.report(report)}, at=at)


def report_found(report: Report) -> None:
    """The same of a new one that is stored in the moment in which positions are known."""
    log.append(MODERATION, "report.created", lambda _position: {"report": shapes.report(report)}, at=report.created_at)


def sanction_told(kind: Literal["sanction.created", "sanction.updated"], sanction: Sanction, *, at: datetime) -> None:
    """Tell the moderators how a sanction stands, with its appeal."""
    log.append(MODERATION, kind, {"sanction": shapes.sanction(sanction)}, at=at)


def room_read(membership: Membership, *, unread: int, at: datetime) -> None:
    """Tell a person's other tabs and devices how far they have read."""
    data = {"room": membership.room_id, "position": membership.read_position, "unread": unread}
    log.append(user_stream(membership.user_id), "room.read", data, at=at)


def token_revoked(token_id: int) -> None:
    """End the connections that a token had proved."""
    log.revoke(token=token_id)


def figures_changed(figures: shapes.Shape, *, at: datetime) -> None:
    """Tell everybody how the site is doing."""
    log.append(SITE, "figures.changed", figures, subject=FIGURES, at=at)


def traffic_changed(traffic: shapes.Shape, *, at: datetime) -> None:
    """Tell the moderators what goes over which connections, and when."""
    log.append(TRAFFIC, "traffic.changed", traffic, at=at)


def value_changed(stream: str, value: shapes.Shape, *, at: datetime) -> None:
    """Tell those who follow a stream of live values of a new one."""
    log.append(stream, "value.changed", value, at=at)


def values_closed(stream: str) -> None:
    """Everybody who follows these values is asked again whether they may."""
    log.revoke(stream=stream)


def typing(room: Room, person: User) -> None:
    """Show that somebody is writing. Ephemeral: outside the log, and no promise holds for it."""
    signals.send(room.stream, "typing", {"user": shapes.person(person)})


def _posted(message: Message, _position: int) -> shapes.Shape:
    return {"message": shapes.message(message)}


def _member_told(
    kind: Member | Sanctioned | Literal["member.left"],
    room: Room,
    person: User,
    membership: Membership | None,
    *,
    at: datetime,
    kick: Sanction | None = None,
) -> None:
    member = shapes.stranger(room, person) if membership is None else shapes.member(membership)
    log.append(room.stream, kind, {"member": member}, at=at)
    sanction = person.sanction_in(room.pk, None)
    if sanction is not None and sanction.bars:
        membership = None
    readable = (sanction is None or not sanction.bars) and (room.is_public or membership is not None)
    data = {
        "id": room.pk,
        "role": None if membership is None else membership.role,
        "read_position": None if membership is None else membership.read_position,
        "room": shapes.room(room) if readable else None,
        "sanction": shapes.own_sanction(kick or sanction),
    }
    log.append(user_stream(person.pk), "access.changed", data, at=at)
