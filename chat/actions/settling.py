"""Deciding everything that was reported about one message, in one step with what follows from it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict

from django.utils.translation import gettext_lazy as _

from chat.actions import Admit, always, lookups, telling
from chat.actions.messages import remove_message
from chat.actions.reports import moderated_report, update_report
from chat.actions.sanctions import Kind, sanction_everywhere, sanction_in_room
from chat.models import Message, Report, Sanction
from chat.refusals import Invalid, NotFound
from notifications.streams import log


class NeedsNote(Invalid):
    """Who is warned or sanctioned is told why."""

    detail = _("note: say why.")


class Penalty(TypedDict):
    """What is taken from the author; `everywhere`: on the whole site, else in the message's room."""

    kind: Kind
    minutes: NotRequired[int | None]
    everywhere: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it; `sanction` is None if nobody was sanctioned."""

    message: Message
    reports: list[Report]
    sanction: Sanction | None


@log.transaction()
def settle_message(
    *,
    actor: int,
    message: int,
    decision: str,
    at: datetime,
    note: str = "",
    remove: bool = False,
    sanction: Penalty | None = None,
    admit: Admit = always,
) -> Settled:
    """Decide all open reports of a message; take it away and sanction its author where that is asked for.

    All of it or nothing. Those who reported are told, and so is the author unless nothing was to object to.

    Raises:
        NotFound, Forbidden: nothing there was reported, or it is not theirs to decide or to sanction.
        OtherHands: another moderator has taken or decided one of the reports.
        NeedsNote, NeedsMinutes, NoMinutes, OnlyInRooms: what the names say.
    """
    if not note and (sanction or decision == Report.Decision.WARNED):
        raise NeedsNote
    waiting = _waiting(actor, message, at)
    admit()
    reports = [_decide(actor, report, decision, note, at) for report in waiting or _newest(message)]
    found = reports[0].message
    if not waiting:
        # Said again because the answer was lost.
        return Settled(found, reports, Sanction.objects.ready().filter(report__message=message, by=actor).last())
    # The room is locked before the message, as `sweep_room` does it.
    imposed = _sanction(actor, reports[0], note, sanction, at) if sanction else None
    if remove:
        found = remove_message(actor=actor, message=message, reason=note, at=at)
    if imposed is None and (remove or decision == Report.Decision.WARNED):
        telling.tell_author(found, "removed" if remove else "warned", lookups.person(actor, at), note, at=at)
    return Settled(found, reports, imposed)


def _waiting(actor: int, message: int, at: datetime) -> list[int]:
    """The reports that wait for a decision of somebody who may decide them."""
    if not (newest := _newest(message)):
        raise NotFound
    moderated_report(newest[0], lookups.person(actor, at), at)
    return list(Report.objects.undecided().filter(message=message).order_by("pk").values_list("pk", flat=True))


def _newest(message: int) -> list[int]:
    return list(Report.objects.filter(message=message).order_by("-pk").values_list("pk", flat=True)[:1])


def _decide(actor: int, report: int, decision: str, note: str, at: datetime) -> Report:
    return update_report(actor=actor, report=report, state="decided", decision=decision, note=note, at=at)


def _sanction(actor: int, report: Report, reason: str, penalty: Penalty, at: datetime) -> Sanction:
    author, room = report.message.author.username, report.message.room_id
    kind, minutes = penalty["kind"], penalty.get("minutes")
    if penalty.get("everywhere"):
        return sanction_everywhere(
            actor=actor, user=author, kind=kind, minutes=minutes, reason=reason, report=report.pk, at=at
        ).sanction
    return sanction_in_room(
        actor=actor, room=room, user=author, kind=kind, minutes=minutes, reason=reason, report=report.pk, at=at
    ).sanction
