"""Keeping what visitors sent in, and giving it to whoever may read it."""

from typing import Any

from django.db.models import QuerySet

from notifications.doctor.models import AGENT_MAX_CHARS, ConnectionReport
from notifications.streams import log

# Anybody may send some: the oldest make room.
KEPT = 1_000


@log.transaction()
def keep_report(*, user_id: int | None, address: str, agent: str, found: dict[str, Any]) -> ConnectionReport:
    """Store a report; `found` has the fields `best`, `causes`, `trials` and `note` of the model."""
    report = ConnectionReport.objects.create(
        user_id=user_id, address=address[:45], agent=agent[:AGENT_MAX_CHARS], **found
    )
    ConnectionReport.objects.filter(pk__lte=report.pk - KEPT).delete()
    return report


def newest(before: int | None = None) -> QuerySet[ConnectionReport]:
    """The reports, newest first, below that id."""
    reports = ConnectionReport.objects.select_related("user")
    return reports if before is None else reports.filter(pk__lt=before)
