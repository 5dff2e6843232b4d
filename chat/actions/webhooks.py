"""Making webhooks and taking them back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chat import events, policies, slash, tokens
from chat.actions import Admit, always, audit, lookups
from chat.actions.batches import Post
from chat.actions.bots import create_bot
from chat.actions.posting import Posted, post_one
from chat.hooks import signing
from chat.models import Membership, Message, Room, User, Webhook
from chat.refusals import Forbidden, Invalid, NotFound, Refused
from notifications import outward
from notifications.streams import log

PER_ROOM_MAX = 20


@dataclass(frozen=True, slots=True)
class Made:
    """A new webhook and what proves it, which nobody is told again."""

    webhook: Webhook
    secret: str


class TooMany(Refused):
    """More than a room can use."""

    status = 409
    code = "too_many_webhooks"
    detail = _("A room has at most 20 webhooks. Revoke one first.")


class SlashTaken(Refused):
    """The command is another one's."""

    status = 409
    code = "slash_taken"
    detail = _("There is such a slash command already.")


class UnfitAddress(Invalid):
    """Nothing is ever sent there."""

    detail = _("url: it must be a public address that begins with https://.")


@log.transaction()
def create_webhook(
    *,
    actor: int,
    room: int,
    name: str,
    at: datetime,
    url: str = "",
    events: Sequence[str] = (),
    slash: str = "",
    admit: Admit = always,
) -> Made:
    """Open a door to a room: without `url` for others to speak through, with it to tell them.

    Raises:
        NotFound, Forbidden: there is no such room, or they do not keep order there.
        UnfitAddress, SlashTaken, TooMany: what the names say.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_room(room, person, at)
    if not policies.can_manage_webhooks(person, found, role):
        raise Forbidden
    standing = Webhook.objects.standing().filter(room=found)
    if standing.count() >= PER_ROOM_MAX:
        raise TooMany
    if url:
        _require_fit(url, slash, [one.slash for one in standing])
    admit()
    bot = create_bot(username=f"hook-{secrets.token_hex(5)}", name=name, at=at, by=person)
    _join(found, bot, at)
    webhook = Webhook(room=found, bot=bot, name=name, url=url, slash=slash, created_by=person, created_at=at)
    made = _open(webhook, events)
    after = {"name": name, "url": url, "events": [*events], "slash": slash}
    audit.record(person, "webhook.create", person=bot, room=found, target=_target(made.webhook), after=after, at=at)
    return made


@log.transaction()
def revoke_webhook(*, actor: int, webhook: int, at: datetime, admit: Admit = always) -> None:
    """Close it for good; revoking it again changes nothing. What was said through it stays.

    Raises:
        NotFound, Forbidden: there is none, or they do not keep order in its room.
    """
    person = lookups.person(actor, at)
    found = Webhook.objects.select_related("room", "bot").filter(pk=webhook).first()
    if found is None:
        raise NotFound
    role = lookups.readers_role(found.room, person, at)
    if not policies.can_manage_webhooks(person, found.room, role):
        raise Forbidden
    if found.revoked_at is not None:
        return
    admit()
    found.revoked_at = at
    found.save(update_fields=["revoked_at"])
    if Membership.objects.of(found.bot_id).filter(room=found.room).delete()[0]:
        events.member_left(found.room, found.bot, at=at)
    found.bot.is_active = False
    found.bot.save()
    audit.record(person, "webhook.revoke", person=found.bot, room=found.room, target=_target(found), at=at)


@log.transaction()
def call_webhook(
    *, actor: int, room: int, client_id: UUID, webhook: int, text: str, at: datetime, admit: Admit = always
) -> Posted:
    """Say its slash command aloud in the room, and have it told; its answer will be a reply.

    Raises:
        NotFound: it has none, or is not of that room.
        Sanctioned, Archived, Locked, SlowMode, …: see `posting.post_message`.
    """
    found = Webhook.objects.callable_in(room).filter(pk=webhook).first()
    if found is None:
        raise NotFound
    body = f"/{found.slash} {text}".strip()
    posted = post_one(Post(actor=actor, room=room, client_id=client_id, body=body, at=at, admit=admit))
    if posted.created:
        log.before_insert(lambda: _enqueue(found.pk, posted.message))
    return posted


def _enqueue(webhook: int, message: Message) -> None:
    """Have the worker do it; in the transaction in which the message is stored."""
    from chat.hooks.tasks import call

    call.enqueue(webhook, message.pk)


def _open(webhook: Webhook, events: Sequence[str]) -> Made:
    if webhook.is_incoming:
        secret = tokens.new()
        webhook.digest = tokens.digest(secret)
    else:
        webhook.salt = secrets.token_hex(16)
        secret = signing.secret(webhook)
        webhook.events = [*events]
        webhook.position = log.head(webhook.room.stream)
    webhook.save()
    return Made(webhook, secret)


def _require_fit(url: str, command: str, taken: Sequence[str]) -> None:
    try:
        outward.require_fit(url, private=settings.WEBHOOK_PRIVATE_ADDRESSES)
    except outward.Unfit as error:
        raise UnfitAddress from error
    if command and (command in taken or command in slash.NAMES):
        raise SlashTaken


def _join(room: Room, bot: User, at: datetime) -> None:
    membership = Membership.objects.create(room=room, user=bot, joined_at=at, read_position=log.head(room.stream))
    events.member_changed("member.joined", membership, at=at)


def _target(webhook: Webhook) -> str:
    return f"webhook-{webhook.pk}"
