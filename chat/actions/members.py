"""Who belongs to a room: joining, leaving, being invited, promoted, taken out, and how far one has read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from chat import alerts, events, policies
from chat.actions import Admit, always, audit, lookups
from chat.models import Membership, Message, Room, User
from chat.refusals import Forbidden, NotFound, Refused
from notifications.streams import log

Role = Literal["owner", "moderator", "member"]


class LastOwner(Refused):
    """Somebody has to own a room in which others are."""

    status = 409
    code = "last_owner"
    detail = _("Make somebody else an owner first.")


class KeptOut(Forbidden):
    """A sanction keeps them out."""

    code = "kept_out"
    detail = _("This person is kept out of the room. Lift the sanction first.")


class NotAMember(Forbidden):
    """Only members can do this."""

    code = "not_a_member"
    detail = _("Join this room first.")


@dataclass(frozen=True, slots=True)
class Belonging:
    """How somebody belongs to a room now; `created` is False when nothing had to be done."""

    membership: Membership
    created: bool


@dataclass(frozen=True, slots=True)
class ReadUpTo:
    """How far somebody has read: a position in the room's stream, and how much is left."""

    room: int
    position: int
    unread: int


@log.transaction()
def join_room(*, actor: int, room: int, at: datetime, admit: Admit = always) -> Belonging:
    """Become a member of a public room.

    Raises:
        NotFound, Forbidden: there is none, or it is archived.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_room(room, person, at)
    if role is None and not policies.can_join(person, found):
        raise Forbidden
    return _add(found, person, at, admit)


@log.transaction()
def invite_member(*, actor: int, room: int, user: str, at: datetime, admit: Admit = always) -> Belonging:
    """Make the person with the username `user` a member.

    Raises:
        NotFound: no such room or person.
        Forbidden: they may not invite.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_room(room, person, at)
    if not policies.can_invite(person, found, role):
        raise Forbidden
    belonging = _add(found, lookups.named(user), at, admit)
    if belonging.created:
        alerts.invited(belonging.membership, person, at=at)
    return belonging


@log.transaction()
def leave_room(*, actor: int, room: int, at: datetime, admit: Admit = always) -> Room:
    """Stop being a member; a private room is out of sight from then on.

    Raises:
        NotFound: there is no such room.
        LastOwner: others are there and nobody else owns it.
    """
    person = lookups.person(actor, at)
    found, _role = lookups.readable_room(room, person, at)
    membership = lookups.membership(found, person, at)
    if membership is None:
        return found
    _require_other_owner(membership)
    admit()
    _remove(membership, at)
    if not found.is_public:
        events.access_lost(found, membership.user)
        alerts.access_lost(found, [person.pk], at=at)
    return found


@log.transaction()
def remove_member(*, actor: int, room: int, user: str, at: datetime, admit: Admit = always) -> Membership:
    """Take a member out, off the room's stream too; into a public room they can come back.

    Raises:
        NotFound: no such room, or the person is not in it.
        Forbidden: they may not, or not with somebody of that rank.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_room(room, person, at)
    membership = _member(found, user, at)
    if not policies.can_take_out(person, found, role, membership.user, membership.role):
        raise Forbidden
    admit()
    _remove(membership, at)
    audit.record(person, "room.kick", person=membership.user, room=found, at=at)
    events.access_lost(found, membership.user)
    alerts.access_lost(found, [membership.user_id], at=at)
    return membership


@log.transaction()
def set_role(*, actor: int, room: int, user: str, role: Role, at: datetime, admit: Admit = always) -> Membership:
    """Make a member an owner, a moderator or a plain member.

    Raises:
        NotFound: no such room, or the person is not in it.
        Forbidden: they do not own the room.
        LastOwner: nobody else would own it.
    """
    person = lookups.person(actor, at)
    found, held = lookups.readable_room(room, person, at)
    if not policies.can_set_role(person, found, held):
        raise Forbidden
    membership = _member(found, user, at)
    if membership.role == role:
        return membership
    _require_other_owner(membership)
    admit()
    audit.record(
        person,
        "room.role",
        person=membership.user,
        room=found,
        before={"role": membership.role},
        after={"role": role},
        at=at,
    )
    membership.role = role
    membership.save(update_fields=["role"])
    events.member_changed("member.updated", membership, at=at)
    return membership


@log.transaction()
def mark_read(*, actor: int, room: int, position: int, at: datetime, admit: Admit = always) -> ReadUpTo:
    """Remember that everything up to `position` was read; it never moves back.

    Raises:
        NotFound, NotAMember: there is none, or they do not belong to it.
    """
    person = lookups.person(actor, at)
    members = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("room")
    membership = members.of(person.pk).filter(room=room).first()
    if membership is None:
        raise NotAMember if room in policies.followable_rooms(person.pk, [room]) else NotFound
    position = min(position, log.head(membership.room.stream))
    if position <= membership.read_position:
        return ReadUpTo(room, membership.read_position, _unread(person, room))
    admit()
    membership.read_position = position
    membership.save(update_fields=["read_position"])
    unread = _unread(person, room)
    events.room_read(membership, unread=unread, at=at)
    alerts.read(membership, at=at)
    return ReadUpTo(room, position, unread)


def _add(room: Room, person: User, at: datetime, admit: Admit) -> Belonging:
    if membership := lookups.membership(room, person, at):
        return Belonging(membership, created=False)
    policies.load_sanctions([person], at)
    if policies.barred_from(person, room):
        raise KeptOut
    admit()
    # What was said before they came is not unread to them.
    membership = Membership.objects.create(room=room, user=person, joined_at=at, read_position=log.head(room.stream))
    events.member_changed("member.joined", membership, at=at)
    return Belonging(membership, created=True)


def _remove(membership: Membership, at: datetime) -> None:
    Membership.objects.filter(pk=membership.pk).delete()
    events.member_left(membership.room, membership.user, at=at)


def _member(room: Room, username: str, at: datetime) -> Membership:
    membership = lookups.membership(room, lookups.named(username), at)
    if membership is None:
        raise NotFound
    return membership


def _require_other_owner(membership: Membership) -> None:
    if membership.role != Membership.Role.OWNER:
        return
    others = Membership.objects.filter(room=membership.room).exclude(pk=membership.pk)
    if others.exists() and not others.owners().exists():
        raise LastOwner


def _unread(person: User, room_id: int) -> int:
    return Message.objects.unread_by(person.pk).filter(room=room_id).count()
