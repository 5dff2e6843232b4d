"""One table: a command's name, the shape of its arguments, the action it runs, what it answers.

Both doors, the socket and the HTTP API, go through `dispatch` (contract §3 and §4).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ValidationError

from chat import rates, schemas, shapes, slash, snapshots, uploads
from chat.actions import (
    answers,
    appeals,
    attachments,
    audience,
    blocks,
    likes,
    members,
    messages,
    pins,
    posting,
    reports,
    rooms,
    sanctions,
    settling,
    sweeping,
    typing,
    webhooks,
    words,
)
from chat.files import storing
from chat.models import Attachment, Membership, Message, Report, Room, Sanction, User, WordRule
from chat.refusals import Invalid, NotFound, Unauthenticated
from notifications.inbox.commands import COMMANDS as INBOX
from notifications.streams import threads, writer
from notifications.streams.viewer import Viewer

Answer = tuple[int, shapes.Shape]
"""An HTTP status and a JSON object."""


SLASH = "room.slash"
"""Not a command of its own: what is typed stands for one of those below."""


class UnknownCommand(NotFound):
    """There is no command of that name."""

    code = "unknown_command"
    detail = _("There is no such command.")


@dataclass(frozen=True, slots=True)
class Command:
    """How one command is done."""

    arguments: type[BaseModel]
    action: Callable[..., Any]
    answer: Callable[[int, Any], Awaitable[Answer]]
    """From the person's id and what the action returned."""
    limits: tuple[rates.Limit, ...] = (rates.of_changes,)
    writes: bool = True
    """Does the action go through the writer, with the time as `at`?"""
    prepare: Callable[[int, dict[str, Any]], Awaitable[dict[str, Any]]] | None = None
    """What takes longer than the writer may: from the person's id and the arguments to further arguments."""


async def dispatch(viewer: Viewer, name: str, args: Mapping[str, Any]) -> Answer:
    """Do what `name` says.

    Raises:
        Refused: with the status, code and text to be shown; nothing was changed.
    """
    if name == SLASH:
        name, args = await _meant(viewer, args)
    command = COMMANDS.get(name)
    if command is None:
        raise UnknownCommand
    if viewer.user_id is None:
        raise Unauthenticated
    try:
        given = command.arguments.model_validate(args)
    except ValidationError as error:
        raise Invalid(explain(error)) from None
    result = await _run(command, viewer.user_id, given.model_dump(exclude_unset=True))
    return await command.answer(viewer.user_id, result)


async def _meant(viewer: Viewer, args: Mapping[str, Any]) -> slash.Meant:
    """What a slash command stands for."""
    if viewer.user_id is None:
        raise Unauthenticated
    try:
        typed = schemas.TypeSlash.model_validate(args)
    except ValidationError as error:
        raise Invalid(explain(error)) from None
    return await threads.read(slash.meant, viewer.user_id, typed.room, typed.client_id, typed.text)


def explain(error: ValidationError) -> str:
    """The first thing that is wrong, as `field: what`."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    what = first["msg"].removeprefix("Value error, ")
    return f"{place}: {what}" if place else what


async def _run(command: Command, user_id: int, given: dict[str, Any]) -> Any:
    def admit() -> None:
        for limit in command.limits:
            limit(user_id)

    if command.prepare is not None:
        given |= await command.prepare(user_id, given)
    given |= {"actor": user_id, "admit": admit}
    if not command.writes:
        return await threads.read(command.action, **given)
    run = partial(writer.run, command.action, at=timezone.now(), **given)
    try:
        return await run()
    except IntegrityError:
        # Another process did the same at the same moment; now it is there to be found.
        return await run()


async def _room(user_id: int, room: Room) -> Answer:
    return 200, await threads.read(snapshots.room, user_id, room.pk)


async def _new_room(user_id: int, room: Room) -> Answer:
    return 201, await threads.read(snapshots.room, user_id, room.pk)


async def _joined(user_id: int, belonging: members.Belonging) -> Answer:
    return await _room(user_id, belonging.membership.room)


async def _left(_user_id: int, room: Room) -> Answer:
    return 200, {"room": room.pk, "role": None}


async def _invited(_user_id: int, belonging: members.Belonging) -> Answer:
    return 201 if belonging.created else 200, {"member": shapes.member(belonging.membership)}


async def _member(_user_id: int, membership: Membership) -> Answer:
    return 200, {"member": shapes.member(membership)}


async def _kicked(_user_id: int, membership: Membership) -> Answer:
    return 200, {"member": shapes.stranger(membership.room, membership.user)}


async def _read(_user_id: int, read: members.ReadUpTo) -> Answer:
    return 200, {"room": read.room, "position": read.position, "unread": read.unread}


async def _posted(_user_id: int, posted: posting.Posted) -> Answer:
    message = posted.message
    answer = {"message": shapes.message(message), "stream": message.room.stream, "position": message.position}
    return 201 if posted.created else 200, answer


async def _begun(user_id: int, begun: answers.Begun) -> Answer:
    status, answer = await _posted(user_id, begun.posted)
    return status, {**answer, "offset": begun.offset}


async def _grown(_user_id: int, grown: answers.Grown) -> Answer:
    return 200, {"message": grown.message, "offset": grown.offset}


async def _upload(_user_id: int, begun: attachments.Begun) -> Answer:
    attachment = begun.attachment
    shape = shapes.attachment(attachment)
    if attachment.state != attachment.State.UPLOADING:
        offset = attachment.size
    else:
        offset = 0 if begun.created else await asyncio.to_thread(storing.received, attachment.pk)
    answer = {"attachment": shape, "offset": offset, "chunk_bytes": uploads.CHUNK_BYTES}
    return 201 if begun.created else 200, answer


async def _attached(_user_id: int, attachment: Attachment) -> Answer:
    return 200, {"attachment": shapes.attachment(attachment)}


async def _webhook_made(_user_id: int, made: webhooks.Made) -> Answer:
    incoming = made.webhook.is_incoming
    address = f"{settings.BASE_URL}/api/v1/hooks/{made.secret}" if incoming else None
    answer = {"webhook": shapes.webhook(made.webhook), "address": address, "secret": None if incoming else made.secret}
    return 201, answer


async def _message(_user_id: int, message: Message) -> Answer:
    return 200, {"message": shapes.message(message)}


async def _liked(_user_id: int, message: Message) -> Answer:
    return 200, {"message": message.pk, "likes": message.likes, "liked": True}


async def _unliked(_user_id: int, message: Message) -> Answer:
    return 200, {"message": message.pk, "likes": message.likes, "liked": False}


async def _pin(user_id: int, message: Message) -> Answer:
    return 200, {"message": message.pk, "pinned_at": shapes.moment(message.pinned_at)}


async def _sanctioned(_user_id: int, sanctioned: sanctions.Sanctioned) -> Answer:
    return 201 if sanctioned.created else 200, {"sanction": shapes.sanction(sanctioned.sanction)}


async def _sanction(_user_id: int, sanction: Sanction) -> Answer:
    return 200, {"sanction": shapes.sanction(sanction)}


async def _appealed(_user_id: int, sanction: Sanction) -> Answer:
    return 201, {"sanction": shapes.own_sanction(sanction), "appeal": shapes.own_appeal(sanction.appeal)}


async def _reported(_user_id: int, reported: reports.Reported) -> Answer:
    # To the one who reports: what moderators make of it is told when it is decided.
    report = reported.report
    return 201 if reported.created else 200, {"report": {"id": report.pk, "message": report.message_id}}


async def _report(_user_id: int, report: Report) -> Answer:
    return 200, {"report": shapes.report(report)}


async def _settled(_user_id: int, settled: settling.Settled) -> Answer:
    return 200, {
        "message": shapes.message(settled.message),
        "reports": [shapes.report(report) for report in settled.reports],
        "sanction": None if settled.sanction is None else shapes.sanction(settled.sanction),
    }


async def _swept(_user_id: int, swept: sweeping.Swept) -> Answer:
    return 200, {"messages": swept.messages, "more": swept.more}


async def _word(_user_id: int, rule: WordRule) -> Answer:
    return 200, {"word": shapes.word(rule)}


async def _blocked(_user_id: int, person: User) -> Answer:
    return 200, {"person": shapes.person(person), "blocked": True}


async def _unblocked(_user_id: int, person: User) -> Answer:
    return 200, {"person": shapes.person(person), "blocked": False}


async def _shape(_user_id: int, shape: shapes.Shape) -> Answer:
    return 200, shape


async def _nothing(_user_id: int, _result: None) -> Answer:
    return 200, {}


COMMANDS: dict[str, Command] = {
    "room.create": Command(schemas.RoomBody, rooms.create_room, _new_room),
    "room.update": Command(schemas.UpdateRoom, rooms.update_room, _room),
    "room.join": Command(schemas.InRoom, members.join_room, _joined),
    "room.leave": Command(schemas.InRoom, members.leave_room, _left),
    "room.read": Command(schemas.MarkRead, members.mark_read, _read),
    "room.invite": Command(schemas.OfMember, members.invite_member, _invited),
    "room.role": Command(schemas.SetRole, members.set_role, _member),
    "room.kick": Command(schemas.OfMember, members.remove_member, _kicked),
    "room.audience": Command(schemas.Audience, audience.audience, _shape, writes=False),
    "room.typing": Command(schemas.InRoom, typing.show_typing, _nothing, writes=False),
    "message.post": Command(
        schemas.PostMessage, posting.post_message, _posted, limits=(rates.of_posts, rates.of_changes)
    ),
    "answer.start": Command(
        schemas.StartAnswer, answers.start_answer, _begun, limits=(rates.of_posts, rates.of_changes)
    ),
    "answer.append": Command(schemas.AppendAnswer, answers.append_answer, _grown),
    "answer.finish": Command(schemas.FinishAnswer, answers.finish_answer, _message),
    "answer.cancel": Command(schemas.OfMessage, answers.cancel_answer, _message),
    "attachment.begin": Command(
        schemas.BeginAttachment,
        attachments.begin_attachment,
        _upload,
        limits=(rates.of_uploads, rates.of_changes),
    ),
    "attachment.finish": Command(
        schemas.FinishAttachment, attachments.finish_attachment, _attached, prepare=uploads.examine
    ),
    "attachment.describe": Command(schemas.DescribeAttachment, attachments.describe_attachment, _attached),
    "attachment.cancel": Command(schemas.OfAttachment, attachments.cancel_attachment, _nothing),
    "webhook.create": Command(schemas.CreateWebhook, webhooks.create_webhook, _webhook_made),
    "webhook.revoke": Command(schemas.OfWebhook, webhooks.revoke_webhook, _nothing),
    "webhook.call": Command(
        schemas.CallWebhook, webhooks.call_webhook, _posted, limits=(rates.of_posts, rates.of_changes)
    ),
    "message.edit": Command(schemas.EditMessage, messages.edit_message, _message),
    "message.remove": Command(schemas.WhyMessage, messages.remove_message, _message),
    "message.restore": Command(schemas.WhyMessage, messages.restore_message, _message),
    "message.purge": Command(schemas.WhyMessage, messages.purge_message, _message),
    "message.pin": Command(schemas.OfMessage, pins.pin_message, _pin),
    "message.unpin": Command(schemas.OfMessage, pins.unpin_message, _pin),
    "message.report": Command(schemas.ReportMessage, reports.report_message, _reported),
    "message.like": Command(schemas.OfMessage, likes.like_message, _liked),
    "message.unlike": Command(schemas.OfMessage, likes.unlike_message, _unliked),
    "message.settle": Command(schemas.SettleMessage, settling.settle_message, _settled),
    "report.update": Command(schemas.UpdateReport, reports.update_report, _report),
    "room.sanction": Command(schemas.SanctionInRoom, sanctions.sanction_in_room, _sanctioned),
    "room.sweep": Command(schemas.SweepRoom, sweeping.sweep_room, _swept),
    "site.sanction": Command(schemas.SanctionBody, sanctions.sanction_everywhere, _sanctioned),
    "sanction.lift": Command(schemas.LiftSanction, sanctions.lift_sanction, _sanction),
    "sanction.appeal": Command(schemas.AppealSanction, appeals.appeal_sanction, _appealed),
    "appeal.answer": Command(schemas.AnswerAppeal, appeals.answer_appeal, _sanction),
    "word.add": Command(schemas.WordBody, words.add_word, _word),
    "word.drop": Command(schemas.OfWord, words.drop_word, _nothing),
    "person.block": Command(schemas.MemberBody, blocks.block_person, _blocked),
    "person.unblock": Command(schemas.MemberBody, blocks.unblock_person, _unblocked),
}
COMMANDS |= {name: Command(inbox.arguments, inbox.action, inbox.answer) for name, inbox in INBOX.items()}
