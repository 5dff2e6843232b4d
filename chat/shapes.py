"""The JSON shapes of contract §4, used by events, API and pages alike.

Pure: what a shape needs must have been loaded (`select_related`), nothing is queried here, and
nothing depends on who is looking.
"""

from datetime import datetime
from typing import Any

from chat.models import (
    Appeal,
    Attachment,
    AuditEntry,
    Evidence,
    LiveValue,
    Membership,
    Message,
    Report,
    Room,
    Sanction,
    User,
    Webhook,
    WordRule,
)
from notifications.streams.encoding import timestamp

Shape = dict[str, Any]


def person(user: User) -> Shape:
    """`{"id", "username", "name"}`."""
    return {"id": user.pk, "username": user.username, "name": user.get_full_name()}


def message(message: Message) -> Shape:
    """A message; of one that was removed only the tombstone, which says nothing."""
    return {
        "id": message.pk,
        "room": message.room_id,
        "author": person(message.author),
        "body": message.body,
        "html": message.html,
        "client_id": str(message.client_id),
        "kind": message.kind,
        "bullet": bullet(message),
        "answer": message.answer or None,
        "bot": message.author.is_bot,
        "created_at": timestamp(message.created_at),
        "edited_at": moment(message.edited_at),
        "removed_at": moment(message.removed_at),
        "pinned_at": moment(message.pinned_at),
        "attachments": message.attachments,
        "masked": message.masked,
        "reply_to": message.reply_to_id,
        "likes": message.likes,
        "position": message.position,
    }


def bullet(message: Message) -> Shape | None:
    """How a message floats over the stage, and at which moment of its recording; null: as any other does."""
    if not message.bullet_mode:
        return None
    return {
        "mode": message.bullet_mode,
        "colour": message.bullet_colour,
        "size": message.bullet_size,
        "at_ms": message.at_ms,
    }


def attachment(attachment: Attachment) -> Shape:
    """A picture or file; `url` and `thumbnail` are null until it is ready, and for good if it is broken.

    Of a picture the size is known beforehand, so that nothing moves when it appears.
    """
    is_picture = attachment.kind == Attachment.Kind.PICTURE
    is_ready = attachment.state == Attachment.State.READY
    address = f"/attachments/{attachment.pk}/"
    return {
        "id": str(attachment.pk),
        "name": attachment.name,
        "alt": attachment.alt,
        "size": attachment.size,
        "kind": attachment.kind,
        "type": attachment.type,
        "state": attachment.state,
        "width": attachment.width,
        "height": attachment.height,
        "url": f"{address}{'picture' if is_picture else 'file'}" if is_ready else None,
        "thumbnail": f"{address}thumbnail" if is_ready and is_picture else None,
    }


def room(room: Room) -> Shape:
    """A room without what depends on the viewer or on the moment (`unread`, `position`)."""
    return {
        "id": room.pk,
        "slug": room.slug,
        "name": room.name,
        "topic": room.topic,
        "visibility": room.visibility,
        "archived": room.archived,
        "locked": room.locked,
        "slow_mode_s": room.slow_mode_s,
        "slow_mode_until": moment(room.slow_mode_until),
        "stage": stage(room),
        "stream": room.stream,
        "created_at": timestamp(room.created_at),
    }


def stage(room: Room) -> Shape | None:
    """What a room's stage shows since when; null: nothing."""
    if not room.has_stage:
        return None
    return {"kind": room.stage_kind, "url": room.stage_url, "since": moment(room.stage_since)}


def member(membership: Membership) -> Shape:
    """`{"room", "user", "role", "joined_at", "sanction"}`; of the sanction only what everybody may know."""
    return {
        **stranger(membership.room, membership.user),
        "role": membership.role,
        "joined_at": timestamp(membership.joined_at),
    }


def stranger(room: Room, user: User) -> Shape:
    """The same of somebody who is not a member, or no longer: `role` and `joined_at` are null."""
    sanction = user.sanction_in(room.pk)
    return {
        "room": room.pk,
        "user": person(user),
        "role": None,
        "joined_at": None,
        "sanction": None if sanction is None else {"kind": sanction.kind, "until": moment(sanction.until)},
    }


def own_sanction(sanction: Sanction | None) -> Shape | None:
    """What a person is told of a sanction against them; `room` is null where it holds everywhere."""
    if sanction is None:
        return None
    return {
        "id": sanction.pk,
        "room": sanction.room_id,
        "kind": sanction.kind,
        "until": moment(sanction.until),
        "reason": sanction.reason,
    }


def sanction(sanction: Sanction) -> Shape:
    """A sanction as moderators see it; `by` is null when it was automatic."""
    appealed = getattr(sanction, "appeal", None)
    return {
        "id": sanction.pk,
        "person": person(sanction.person),
        "room": None if sanction.room is None else place(sanction.room),
        "kind": sanction.kind,
        "until": moment(sanction.until),
        "reason": sanction.reason,
        "by": maybe(sanction.by),
        "automatic": sanction.by is None,
        "report": sanction.report_id,
        "created_at": timestamp(sanction.created_at),
        "lifted_at": moment(sanction.lifted_at),
        "lifted_by": maybe(sanction.lifted_by),
        "appeal": None if appealed is None else appeal(appealed),
    }


def appeal(appeal: Appeal) -> Shape:
    """What a sanctioned person said, and the answer."""
    return {**own_appeal(appeal), "answered_by": maybe(appeal.answered_by)}


def own_appeal(appeal: Appeal) -> Shape:
    """The same for the one who appealed: what came of it, not who said so."""
    return {
        "id": appeal.pk,
        "sanction": appeal.sanction_id,
        "text": appeal.text,
        "state": appeal.state,
        "created_at": timestamp(appeal.created_at),
        "answer": appeal.answer,
        "answered_at": moment(appeal.answered_at),
    }


def report(report: Report) -> Shape:
    """A report without what the message said: that is evidence. `reporter` is null when it was automatic."""
    return {
        "id": report.pk,
        "message": report.message_id,
        "author": person(report.message.author),
        "room": place(report.message.room),
        "reporter": maybe(report.reporter),
        "automatic": report.reporter is None,
        "reason": report.reason,
        "note": report.note,
        "state": report.state,
        "created_at": timestamp(report.created_at),
        "taken_by": maybe(report.taken_by),
        "taken_at": moment(report.taken_at),
        "decided_by": maybe(report.decided_by),
        "decided_at": moment(report.decided_at),
        "decision": report.decision,
        "decision_note": report.decision_note,
    }


def evidence(evidence: Evidence) -> Shape:
    """What a message said when it was kept; for moderators only."""
    return {
        "message": evidence.message_id,
        "author": person(evidence.message.author),
        "body": evidence.body,
        "attachments": evidence.attachments,
        "created_at": timestamp(evidence.message.created_at),
        "taken_at": timestamp(evidence.taken_at),
    }


def audit_entry(entry: AuditEntry) -> Shape:
    """One line of the audit record; `actor` is null when the site did it by itself."""
    return {
        "id": entry.pk,
        "at": timestamp(entry.at),
        "actor": maybe(entry.actor),
        "action": entry.action,
        "person": maybe(entry.person),
        "room": None if entry.room is None else place(entry.room),
        "target": entry.target,
        "reason": entry.reason,
        "before": entry.before,
        "after": entry.after,
    }


def word(rule: WordRule) -> Shape:
    """A word of the filter's lists."""
    return {
        "id": rule.pk,
        "word": rule.word,
        "act": rule.act,
        "list": rule.list_name,
        "added_by": person(rule.added_by),
        "added_at": timestamp(rule.added_at),
    }


def webhook(webhook: Webhook) -> Shape:
    """A webhook as those see it who keep order in its room; nothing here proves anything."""
    return {
        "id": webhook.pk,
        "room": webhook.room_id,
        "name": webhook.name,
        "bot": person(webhook.bot),
        "url": webhook.url or None,
        "events": webhook.events,
        "slash": webhook.slash or None,
        "created_by": person(webhook.created_by),
        "created_at": timestamp(webhook.created_at),
        "failing_since": moment(webhook.failing_since),
        "disabled_at": moment(webhook.disabled_at),
        "last_error": webhook.last_error,
    }


def place(room: Room) -> Shape:
    """Which room: `{"id", "slug", "name"}`."""
    return {"id": room.pk, "slug": room.slug, "name": room.name}


def maybe(user: User | None) -> Shape | None:
    """A person, or nobody."""
    return None if user is None else person(user)


def live_value(value: LiveValue) -> Shape:
    """A live value as it is told."""
    return {"name": value.name, "value": value.value, "unit": value.unit, "at": moment(value.at)}


def newest_value(value: LiveValue) -> Shape:
    """The newest one of a live value, which may still wait to be told."""
    waiting: Shape | None = value.waiting
    return {"name": value.name, **waiting} if waiting else live_value(value)


def moment(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds, or null."""
    return None if at is None else timestamp(at)
