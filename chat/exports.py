"""The audit record and the reports as rows of text, a part at a time, however long they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from chat import records, shapes
from chat.models import AuditEntry, Report

# So many rows take some ten milliseconds and some hundred kilobytes.
PART = 500

HEADERS = {
    "audit": ("id", "at", "actor", "action", "person", "room", "target", "reason", "before", "after"),
    "reports": (
        *("id", "at", "message", "author", "room", "reporter", "reason", "note"),
        *("state", "decided_by", "decision", "decision_note"),
    ),
}

Row = Sequence[Any]


def part(user_id: int, what: str, acts: records.Acts, after: int) -> list[Row]:
    """The next rows, oldest first, behind the one with the id `after`; none: that was all.

    Raises:
        Forbidden, NotFound: see `records`.
    """
    records.require_moderator(user_id, acts.room)
    if what == "audit":
        return [_audit_row(entry) for entry in _next(records.entries(acts), after)]
    return [_report_row(report) for report in _next(_reports(acts), after)]


def _next(found: QuerySet[Any], after: int) -> QuerySet[Any]:
    return found.filter(pk__gt=after).order_by("pk")[:PART]


def _reports(acts: records.Acts) -> QuerySet[Report]:
    found: QuerySet[Report] = records.matching(records.Wanted(room=acts.room, person=acts.person))
    bounds: dict[str, datetime | None] = {"created_at__gte": acts.since, "created_at__lt": acts.until}
    return found.filter(**{field: at for field, at in bounds.items() if at is not None})


def _audit_row(one: AuditEntry) -> Row:
    entry = shapes.audit_entry(one)
    facts = [entry[key] or "" for key in ("before", "after")]
    return (
        *(one.pk, entry["at"], _username(entry["actor"]), one.action, _username(entry["person"])),
        *(entry["room"] and entry["room"]["slug"], one.target, one.reason, *facts),
    )


def _report_row(one: Report) -> Row:
    report = shapes.report(one)
    return (
        *(one.pk, report["created_at"], one.message_id, _username(report["author"]), report["room"]["slug"]),
        *(_username(report["reporter"]), one.reason, one.note, one.state),
        *(_username(report["decided_by"]), one.decision, one.decision_note),
    )


def _username(person: shapes.Shape | None) -> str | None:
    return None if person is None else person["username"]
