"""Asking moderators to look at a message, and what they decide."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat import events, policies
from chat.actions import Admit, always, audit, evidence, filtering, lookups, telling
from chat.models import Message, Report, User
from chat.refusals import Forbidden, Invalid, NotFound, Refused, Removed
from notifications.streams import log

State = Literal["new", "taken", "decided"]

# So many members who report messages of one person within a day are heard at once.
SEVERAL = 3
SEVERAL_WITHIN = timedelta(days=1)
SEVERAL_REASON = "several"


class NeedsDecision(Invalid):
    """A decision says what was decided."""

    detail = _("decision: say what was decided.")


class OtherHands(Refused):
    """Another moderator was faster."""

    status = 409
    code = "other_hands"

    def __init__(self, detail: str, who: User) -> None:
        """`detail` with a place for the `name` of who it was."""
        super().__init__(detail % {"name": who.get_full_name()})


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that is there; `created` is False when they had reported the message before."""

    report: Report
    created: bool


@log.transaction()
def report_message(
    *, actor: int, message: int, reason: str, at: datetime, note: str = "", admit: Admit = always
) -> Reported:
    """Ask the moderators to look; the message and those around it are kept as they are now.

    Raises:
        NotFound, Removed: there is none, or none any more.
        Forbidden: it is their own.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_message(message, person, at)
    if earlier := Report.objects.ready().filter(message=found, reporter=person).first():
        return Reported(earlier, created=False)
    if found.removed_at:
        raise Removed
    if found.author_id == person.pk or not policies.can_report(person, found.room, role):
        raise Forbidden
    admit()
    report = _report(found, person, reason, note, at)
    if _several_report(found.author, at):
        report_automatically(message=found, reason=SEVERAL_REASON, at=at)
    return Reported(report, created=True)


def report_automatically(*, message: Message, reason: str, at: datetime) -> None:
    """Let the moderators look at what the site itself has noticed; at most once for each reason."""
    if not Report.objects.filter(message=message, reporter=None, reason=reason).exists():
        _report(message, None, reason, "", at)


def report_words(message: Message) -> Report:
    """Let the moderators look at what the filter has found in a message that is about to be stored.

    Announced now, because no event can be added once positions are given out; stored by `store`.
    """
    report = Report(message=message, reason=filtering.REPORT_REASON, created_at=message.created_at)
    events.report_found(report)
    return report


def store(report: Report) -> None:
    """Store what `report_words` has announced; its message is stored by now."""
    report.message_id = report.message.pk
    report.save()
    evidence.keep_for(report, report.created_at)


@log.transaction()
def update_report(
    *,
    actor: int,
    report: int,
    state: State,
    at: datetime,
    decision: str = "",
    note: str = "",
    admit: Admit = always,
) -> Report:
    """Take a report, give it back (`new`), or decide it. Of two moderators at once, one wins.

    Raises:
        NotFound, Forbidden: there is none that they may know of, or it concerns themselves.
        OtherHands: another moderator has taken or decided it.
        NeedsDecision: decided, but what?
    """
    person = lookups.person(actor, at)
    found = moderated_report(report, person, at)
    if state == "decided" and not decision:
        raise NeedsDecision
    if _is(found, state, person, decision):
        return found
    _require_free(found, state, person)
    admit()
    before = {"state": found.state}
    _MOVES[state](found, person, at)
    if state == "decided":
        found.decision, found.decision_note = decision, note
    found.save()
    after = {"state": state} | ({"decision": decision} if decision else {})
    audit.record(
        person,
        "report.update",
        person=found.message.author,
        room=found.message.room,
        target=f"report-{found.pk}",
        reason=note,
        before=before,
        after=after,
        at=at,
    )
    events.report_changed("report.updated", found, at=at)
    if state == "decided":
        telling.tell_reporter(found, person, at=at)
    return found


def reopen(report: Report, at: datetime) -> None:
    """Somebody appeals against what it led to."""
    _mark(report, Report.State.APPEALED, at)


def close(report: Report, at: datetime) -> None:
    """The appeal was answered."""
    _mark(report, Report.State.DECIDED, at)


def moderated_report(report_id: int, moderator: User, at: datetime) -> Report:
    """A report, locked, that this person may decide.

    Raises:
        NotFound: there is none that they may know of.
        Forbidden: they may not.
    """
    found = Report.objects.select_for_update(of=("self",), no_key=True).ready().filter(pk=report_id).first()
    if found is None:
        raise NotFound
    if not policies.can_moderate_site(moderator):
        role = lookups.readers_role(found.message.room, moderator, at)
        if not policies.can_moderate(moderator, found.message.room, role):
            raise Forbidden
    if found.message.author_id == moderator.pk:
        raise Forbidden
    return found


def _report(message: Message, reporter: User | None, reason: str, note: str, at: datetime) -> Report:
    report = Report.objects.create(message=message, reporter=reporter, reason=reason, note=note, created_at=at)
    evidence.keep_for(report, at)
    events.report_changed("report.created", report, at=at)
    if reporter is None:
        audit.record_message(None, "message.report", message, at=at, reason=reason)
    return report


def _several_report(author: User, at: datetime) -> bool:
    lately = Report.objects.filter(message__author=author, created_at__gt=at - SEVERAL_WITHIN).exclude(reporter=None)
    return lately.values("reporter").distinct().count() >= SEVERAL


def _is(report: Report, state: State, person: User, decision: str) -> bool:
    """Is it already as this person wants it?"""
    if state == "new":
        return report.state == state
    if state == "taken":
        return report.state == state and report.taken_by_id == person.pk
    return (report.state, report.decided_by_id, report.decision) == (state, person.pk, decision)


def _require_free(report: Report, state: State, person: User) -> None:
    """What another has taken is theirs until somebody gives it back (`new`)."""
    if report.decided_by is not None:
        raise OtherHands(gettext("%(name)s has decided this already."), report.decided_by)
    if state != "new" and report.taken_by is not None and report.taken_by_id != person.pk:
        raise OtherHands(gettext("%(name)s is looking at this already."), report.taken_by)


def _give_back(report: Report, _person: User, _at: datetime) -> None:
    report.state, report.taken_by, report.taken_at = Report.State.NEW, None, None


def _take(report: Report, person: User, at: datetime) -> None:
    report.state, report.taken_by, report.taken_at = Report.State.TAKEN, person, at


def _decide(report: Report, person: User, at: datetime) -> None:
    report.state, report.decided_by, report.decided_at = Report.State.DECIDED, person, at


_MOVES: dict[State, Callable[[Report, User, datetime], None]] = {
    "new": _give_back,
    "taken": _take,
    "decided": _decide,
}


def _mark(report: Report, state: Report.State, at: datetime) -> None:
    if report.decided_by_id is not None and report.state != state:
        report.state = state
        report.save(update_fields=["state"])
        events.report_changed("report.updated", report, at=at)
