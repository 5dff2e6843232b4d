"""Saying something: one message, or all that are waiting, with the same few statements.

Each (author, client_id) exists at most once (contract C11). A retry finds the message that the
first try made; when two processes try at the same moment, the unique constraint stops one of
them, and done again it finds the other's message.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from typing import NamedTuple, ParamSpec, TypeVar
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from chat import alerts, events, policies, rates, shapes, text
from chat.actions import Admit, always, attaching, audit, calming, evidence, filtering, reports
from chat.actions.batches import Batch, Look, Post, load
from chat.actions.bullets import float_over
from chat.actions.filtering import Verdict
from chat.actions.mentions import name_people
from chat.models import Attachment, Growth, Membership, Message, Report, Room, User
from chat.refusals import Forbidden, Invalid, NotFound, Refused, Sanctioned, TooFast, Unauthenticated
from notifications.streams import log, rows

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that is there; `created` is False when an earlier try had made it."""

    message: Message
    created: bool


class Said(NamedTuple):
    """A message to be stored, whom it names, what was sent, the report for moderators, and what is attached."""

    message: Message
    names: Collection[str]
    original: str
    report: Report | None
    attachments: Sequence[Attachment]


class AlreadySaid(Refused):
    """The `client_id` belongs to another message of the same person."""

    status = 409
    code = "client_id_reused"
    detail = _("Something else was sent with this client_id.")


class Archived(Forbidden):
    """Nothing more is said in this room."""

    code = "archived"
    detail = _("This room is archived.")


class Locked(Forbidden):
    """Only moderators may speak for now."""

    code = "locked"
    detail = _("This room is locked. Only moderators may post.")


class WrongReply(Invalid):
    """What it replies to is not in the same room."""

    detail = _("reply_to: there is no such message in this room.")


class SlowMode(TooFast):
    """Members wait between two messages here."""

    code = "slow_mode"
    detail = _("This room is in slow mode. Wait a moment.")


def post_messages(posts: Sequence[Post]) -> list[Posted | Refused]:
    """Say all of these, as if one after the other; one result or refusal for each."""
    with log.transaction():
        batch = load(posts)
        joined: list[Membership] = []
        said: list[Said] = []
        outcomes = [_outcome(post, batch, joined, said) for post in posts]
        _join(joined)
        if said:
            events.messages_posted([one.message for one in said], partial(_insert, said, batch))
            # Of an answer one is told when it is done.
            alerts.posted([(one.message, one.names) for one in said if not one.message.answer], batch.named)
    return outcomes


def _with_bulk_form(many: Callable[..., object]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The writer makes all the calls that are waiting as one call of `many`."""

    def mark(one: Callable[P, R]) -> Callable[P, R]:
        one.bulk = many  # type: ignore[attr-defined]  # the writer reads it; mypy knows no attributes of functions
        return one

    return mark


@_with_bulk_form(post_messages)
def post_message(
    *,
    actor: int,
    room: int,
    client_id: UUID,
    body: str,
    at: datetime,
    kind: str = Message.Kind.MESSAGE,
    bullet: Look | None = None,
    attachments: Sequence[UUID] = (),
    reply_to: int | None = None,
    admit: Admit = always,
) -> Posted:
    """Say something in a room; who was not a member of a public room becomes one by it.

    Raises:
        AlreadySaid: `client_id` was used for another room or another content.
        NotFound, Sanctioned, Archived, Locked, WrongReply, WrongAttachment, SlowMode, Repeated: what the names say.
        BlockedWord, TooManyLinks: see `filtering`.
    """
    post = Post(
        actor=actor,
        room=room,
        client_id=client_id,
        body=body,
        at=at,
        kind=kind,
        bullet=bullet,
        attachments=attachments,
        reply_to=reply_to,
        admit=admit,
    )
    return post_one(post)


def post_one(post: Post) -> Posted:
    """Say it.

    Raises:
        Refused: see `post_message`.
    """
    try:
        [outcome] = post_messages([post])
    except IntegrityError:
        [outcome] = post_messages([post])
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _outcome(post: Post, batch: Batch, joined: list[Membership], said: list[Said]) -> Posted | Refused:
    try:
        author = batch.people.get(post["actor"])
        if author is None:
            raise Unauthenticated
        if sanction := policies.barred_everywhere(author):
            raise Sanctioned(sanction, post["at"])
        digest = _digest(post)
        if earlier := batch.said.get((author.pk, post["client_id"])):
            if (earlier.room_id, earlier.digest) != (post["room"], digest):
                raise AlreadySaid
            return Posted(earlier, created=False)
        room = _admitted_room(post, author, batch)
        attachments = attaching.chosen(post.get("attachments", ()), batch.attachments, author.pk, room.pk)
        verdict = _verdict(post, digest, author, room, batch)
    except Refused as refusal:
        return refusal
    if (room.pk, author.pk) not in batch.roles:
        joined.append(Membership(room=room, user=author, joined_at=post["at"]))
        batch.roles[room.pk, author.pk] = Membership.Role.MEMBER
    message, mentioned = _compose(post, author, room, batch.spellings, verdict)
    message.digest = digest
    message.attachments = [shapes.attachment(one) for one in attachments]
    report = reports.report_words(message) if verdict.report else None
    said.append(Said(message, mentioned, post["body"], report, attachments))
    for attachment in attachments:
        del batch.attachments[attachment.pk]
    if _is_counted(post):
        calming.note_post(room, post["at"])
    batch.said[author.pk, message.client_id] = message
    batch.last_said_at[room.pk, author.pk] = message.created_at
    return Posted(message, created=True)


def _admitted_room(post: Post, author: User, batch: Batch) -> Room:
    room = batch.rooms.get(post["room"])
    role = batch.roles.get((post["room"], author.pk))
    if room is None:
        raise NotFound
    if sanction := policies.sanction_in(author, room):
        raise Sanctioned(sanction, post["at"])
    if not policies.can_read(author, room, role):
        raise NotFound
    if (reply_to := post.get("reply_to")) and batch.replied_to.get(reply_to) != room.pk:
        raise WrongReply
    if room.archived:
        raise Archived
    if not policies.can_post(author, room, role):
        raise Locked
    if policies.waits_in_slow_mode(author, room, role, post["at"]):
        _require_patience(room, batch.last_said_at.get((room.pk, author.pk)), post["at"])
    return room


def _verdict(post: Post, digest: str, author: User, room: Room, batch: Batch) -> Verdict:
    """Last, what will be counted: the words, then the speed."""
    role = batch.roles.get((room.pk, author.pk))
    verdict = filtering.judge_in(room, author, role, post["body"], words=batch.words, at=post["at"])
    if not _is_counted(post):
        return verdict
    try:
        post["admit"]()
        rates.of_repeats(author.pk, digest)
    except TooFast:
        calming.note_refusal(author, room, post["at"])
        raise
    return verdict


def _is_counted(post: Post) -> bool:
    """Does it come from somebody, and not from a command or a test?"""
    return post.get("admit", always) is not always


def _require_patience(room: Room, last_said_at: datetime | None, at: datetime) -> None:
    if last_said_at is None:
        return
    wait = last_said_at + timedelta(seconds=room.slow_mode_s) - at
    if wait > timedelta():
        raise SlowMode(retry_after=ceil(wait.total_seconds()))


def _compose(
    post: Post, author: User, room: Room, spellings: Mapping[str, str], verdict: Verdict
) -> tuple[Message, Collection[str]]:
    html, mentioned = text.render(verdict.body, spellings)
    message = Message(
        room=room,
        author=author,
        client_id=post["client_id"],
        kind=post.get("kind", Message.Kind.MESSAGE),
        answer=Message.Answer.GROWING if post.get("growing") else "",
        body=verdict.body,
        html=html,
        masked=verdict.masked,
        reply_to_id=post.get("reply_to"),
        created_at=post["at"],
    )
    float_over(message, room, post.get("bullet"))
    return message, mentioned


def _join(joined: Sequence[Membership]) -> None:
    """Make members of those who spoke; what was said before they came is not unread to them."""
    if not joined:
        return
    heads = log.heads({membership.room.stream for membership in joined})
    for membership in joined:
        membership.read_position = heads[membership.room.stream]
    Membership.objects.bulk_create(joined)
    for membership in joined:
        events.member_changed("member.joined", membership, at=membership.joined_at)


def _insert(said: Sequence[Said], batch: Batch) -> None:
    rows.insert([one.message for one in said])
    name_people([(one.message, one.names) for one in said], batch.named)
    Growth.objects.bulk_create(
        Growth(message=one.message, heard_at=one.message.created_at, told_at=one.message.created_at)
        for one in said
        if one.message.answer
    )
    for message, _names, original, report, attachments in said:
        attaching.store(message, attachments)
        if message.masked:
            evidence.keep_original(message, original, message.created_at)
            audit.record_message(None, "message.mask", message, at=message.created_at)
        if report is not None:
            reports.store(report)


def _digest(post: Post) -> str:
    content: list[object] = [post["body"], post.get("kind", Message.Kind.MESSAGE), post.get("reply_to")]
    if post.get("growing"):
        # They all begin with nothing, and are no repetitions for that.
        content.append(str(post["client_id"]))
    if attachments := post.get("attachments"):
        content.append([str(id) for id in attachments])
    if bullet := post.get("bullet"):
        content.append(sorted(bullet.items()))
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
