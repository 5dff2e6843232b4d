"""Taking somebody's freedom away for a while, and giving it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext_lazy as _

from chat import alerts, events, policies
from chat.actions import Admit, always, audit, lookups, telling
from chat.models import Membership, Report, Room, Sanction, User
from chat.refusals import Forbidden, Invalid, NotFound, Refused
from notifications.streams import log

Kind = Literal["kick", "timeout", "mute", "ban"]


class NeedsMinutes(Invalid):
    """A timeout always ends."""

    detail = _("minutes: a timeout needs an end.")


class NoMinutes(Invalid):
    """A kick is over when it is done."""

    detail = _("minutes: a kick is over when it is done.")


class OnlyInRooms(Invalid):
    """Nobody can be taken out of the site and stay in it."""

    detail = _("kind: somebody is kicked out of a room, not out of the site.")


class OverAlready(Refused):
    """There is nothing to lift any more."""

    status = 409
    code = "over"
    detail = _("This sanction is over already.")


@dataclass(frozen=True, slots=True)
class Sanctioned:
    """A sanction that holds; `created` is False when the same held already."""

    sanction: Sanction
    created: bool


@log.transaction()
def sanction_in_room(
    *,
    actor: int,
    room: int,
    user: str,
    kind: Kind,
    reason: str,
    at: datetime,
    minutes: int | None = None,
    report: int | None = None,
    admit: Admit = always,
) -> Sanctioned:
    """Kick, time out, mute or ban the person with the username `user` in one room.

    Who is kicked, timed out or banned is off the room's stream on every connection within a
    second of the commit. `report`: the report that led to it.

    Raises:
        NotFound: no such room, person or report.
        Forbidden: they may not, or not with somebody of that rank.
        NeedsMinutes, NoMinutes: what the names say.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_room(room, person, at)
    if not policies.can_moderate(person, found, role):
        raise Forbidden
    whom = lookups.named(user)
    membership = lookups.membership(found, whom, at)
    if not policies.can_sanction(person, found, role, whom, membership.role if membership else None):
        raise Forbidden
    _require_sensible(kind, minutes)
    if kind == "kick" and membership is None:
        raise NotFound
    policies.load_sanctions([whom], at)
    if same := _same(whom, found.pk, kind, minutes):
        return Sanctioned(same, created=False)
    admit()
    sanction = Sanction(person=whom, room=found, kind=kind, reason=reason, by=person, created_at=at)
    sanction.report, sanction.until = _report(report, sanction), _until(kind, minutes, at)
    _impose(sanction)
    _take_effect(sanction, found, membership, at)
    return Sanctioned(sanction, created=True)


@log.transaction()
def sanction_everywhere(
    *,
    actor: int,
    user: str,
    kind: Kind,
    reason: str,
    at: datetime,
    minutes: int | None = None,
    report: int | None = None,
    admit: Admit = always,
) -> Sanctioned:
    """Time out, mute or ban the person with the username `user` on the whole site.

    Who is timed out or banned is nobody from then on: neither password nor token nor open
    connection is worth anything.

    Raises:
        NotFound: no such person or report.
        Forbidden: they may not, or not with somebody of that rank.
        NeedsMinutes, OnlyInRooms: what the names say.
    """
    person = lookups.person(actor, at)
    if not policies.can_moderate_site(person):
        raise Forbidden
    whom = lookups.named(user)
    if not policies.can_sanction_everywhere(person, whom):
        raise Forbidden
    if kind == "kick":
        raise OnlyInRooms
    _require_sensible(kind, minutes)
    policies.load_sanctions([whom], at)
    if same := _same(whom, None, kind, minutes):
        return Sanctioned(same, created=False)
    admit()
    sanction = Sanction(person=whom, kind=kind, reason=reason, by=person, created_at=at)
    sanction.report, sanction.until = _report(report, sanction), _until(kind, minutes, at)
    _impose(sanction)
    events.site_sanction_changed(whom, at=at)
    if sanction.bars:
        events.cut_off(whom)
    elif whom.keeps_order:
        events.moderation_lost(whom)
    return Sanctioned(sanction, created=True)


@log.transaction()
def mute_automatically(*, person: User, room: Room, reason: str, minutes: int, at: datetime) -> Sanction:
    """Mute somebody in a room because of what the site itself has seen; marked, and lifted like any other."""
    membership = lookups.membership(room, person, at)
    until = at + timedelta(minutes=minutes)
    sanction = Sanction(person=person, room=room, kind="mute", until=until, reason=reason, created_at=at)
    _impose(sanction)
    _take_effect(sanction, room, membership, at)
    return sanction


@log.transaction()
def lift_sanction(*, actor: int, sanction: int, at: datetime, reason: str = "", admit: Admit = always) -> Sanction:
    """Let it hold no longer.

    Raises:
        NotFound: there is none that they may know of.
        Forbidden: it is not theirs to lift.
        OverAlready: it has ended or was lifted.
    """
    person = lookups.person(actor, at)
    found = moderated_sanction(sanction, person, at)
    if not found.holds(at):
        if found.lifted_at:
            return found
        raise OverAlready
    admit()
    lift(found, person, reason, at)
    return found


def lift(sanction: Sanction, by: User, reason: str, at: datetime) -> None:
    """Let it hold no longer, and tell everybody who saw it begin."""
    sanction.lifted_at, sanction.lifted_by = at, by
    sanction.save(update_fields=["lifted_at", "lifted_by"])
    whom, room = sanction.person, sanction.room
    audit.record(by, "sanction.lift", person=whom, room=room, target=_name(sanction), reason=reason, at=at)
    policies.load_sanctions([whom], at)
    if room is None:
        events.site_sanction_changed(whom, at=at)
    else:
        events.sanction_changed("member.restored", room, whom, lookups.membership(room, whom, at), at=at)
    events.sanction_told("sanction.updated", sanction, at=at)
    telling.tell_sanctioned(sanction, "lifted", by, reason, at=at)


def moderated_sanction(sanction_id: int, moderator: User, at: datetime) -> Sanction:
    """A sanction, locked, that this person may lift and whose appeal they may answer.

    Raises:
        NotFound, Forbidden: there is none that they may know of, or they may not.
    """
    found = Sanction.objects.select_for_update(of=("self",), no_key=True).ready().filter(pk=sanction_id).first()
    if found is None:
        raise NotFound
    if found.person_id == moderator.pk:
        raise Forbidden
    if policies.can_moderate_site(moderator):
        return found
    if found.room is None:
        raise Forbidden
    if not policies.can_moderate(moderator, found.room, lookups.readers_role(found.room, moderator, at)):
        raise Forbidden
    return found


def _require_sensible(kind: Kind, minutes: int | None) -> None:
    if kind == "timeout" and minutes is None:
        raise NeedsMinutes
    if kind == "kick" and minutes is not None:
        raise NoMinutes


def _same(whom: User, room_id: int | None, kind: Kind, minutes: int | None) -> Sanction | None:
    """One without an end that holds already; with an end each is another."""
    if minutes is not None or kind == "kick":
        return None
    held = (one for one in whom.sanctions_in_force if (one.room_id, one.kind, one.until) == (room_id, kind, None))
    found = next(held, None)
    return None if found is None else Sanction.objects.ready().get(pk=found.pk)


def _impose(sanction: Sanction) -> Sanction:
    """Store it and tell the moderators and the person."""
    sanction.save()
    whom, room, at = sanction.person, sanction.room, sanction.created_at
    audit.record(
        sanction.by,
        "site.sanction" if room is None else "room.sanction",
        person=whom,
        room=room,
        target=_name(sanction),
        reason=sanction.reason,
        after={"kind": sanction.kind, "until": sanction.until},
        at=at,
    )
    events.sanction_told("sanction.created", sanction, at=at)
    policies.load_sanctions([whom], at)
    telling.tell_sanctioned(sanction, "imposed", sanction.by, sanction.reason, at=at)
    return sanction


def _take_effect(sanction: Sanction, room: Room, membership: Membership | None, at: datetime) -> None:
    whom = sanction.person
    if membership is not None and sanction.kind in {Sanction.Kind.KICK, Sanction.Kind.BAN}:
        Membership.objects.filter(pk=membership.pk).delete()
        membership = None
    if membership is not None:
        membership.user = whom
    if sanction.kind == Sanction.Kind.KICK:
        events.member_left(room, whom, at=at, kick=sanction)
    else:
        events.sanction_changed("member.sanctioned", room, whom, membership, at=at)
    if sanction.kind != Sanction.Kind.MUTE:
        events.access_lost(room, whom)
        alerts.access_lost(room, [whom.pk], at=at)


def _until(kind: Kind, minutes: int | None, at: datetime) -> datetime | None:
    if kind == "kick":
        return at
    return None if minutes is None else at + timedelta(minutes=minutes)


def _report(report_id: int | None, sanction: Sanction) -> Report | None:
    """What led to it: a report about that person, and for a sanction in a room from there.

    With another one an appeal would reopen what is not the moderator's business.
    """
    if report_id is None:
        return None
    about = Report.objects.filter(message__author=sanction.person)
    if sanction.room is not None:
        about = about.filter(message__room=sanction.room)
    found = about.filter(pk=report_id).first()
    if found is None:
        raise NotFound
    return found


def _name(sanction: Sanction) -> str:
    return f"sanction-{sanction.pk}"
