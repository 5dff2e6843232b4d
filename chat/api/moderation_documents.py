"""What the API answers moderators with, for its OpenAPI description."""

from typing import Any, Literal

from chat.api.documents import Attachment, Document, Message, OwnAppeal, Person, Place, Problem, Role, SanctionKind


class Appeal(OwnAppeal):
    """The same for moderators."""

    answered_by: Person | None


class Sanction(Document):
    """A sanction as moderators see it; `by` is null when it was automatic."""

    id: int
    person: Person
    room: Place | None
    kind: SanctionKind
    until: str | None
    reason: str
    by: Person | None
    automatic: bool
    report: int | None
    created_at: str
    lifted_at: str | None
    lifted_by: Person | None
    appeal: Appeal | None


class SanctionNow(Document):
    """A sanction as it is now."""

    sanction: Sanction


class Report(Document):
    """A report; what the message said is evidence and stands apart. `reporter` is null when automatic."""

    id: int
    message: int
    author: Person
    room: Place
    reporter: Person | None
    automatic: bool
    reason: str
    note: str
    state: Literal["new", "taken", "decided", "appealed"]
    created_at: str
    taken_by: Person | None
    taken_at: str | None
    decided_by: Person | None
    decided_at: str | None
    decision: str
    decision_note: str


class ReportNow(Document):
    """A report as it is now."""

    report: Report


class Settled(Document):
    """What came of a decision; `sanction` is null if nobody was sanctioned."""

    message: Message
    reports: list[Report]
    sanction: Sanction | None


class Swept(Document):
    """The messages that were removed; `more`: there are others left."""

    messages: list[int]
    more: bool


class Reports(Document):
    """Reports, or groups of reports by message, at that position of the stream `moderation`."""

    reports: list[Report] | None = None
    groups: list["Group"] | None = None
    position: int


class Group(Document):
    """The reports of one message and what it `said` then; `last` is the newest's id, to ask for what is before it."""

    message: int
    said: str | None
    count: int
    last: int
    first_at: str
    last_at: str
    reports: list[Report]


class Evidence(Document):
    """What a message said when it was kept."""

    message: int
    author: Person
    body: str
    attachments: list[Attachment]
    created_at: str
    taken_at: str


class ReportInFull(Document):
    """A report, what was said as it was then, the message as it is now, and what was imposed."""

    report: Report
    others: list[Report]
    evidence: list[Evidence]
    message: Message
    original: str | None
    sanctions: list[Sanction]


class Decision(Document):
    """What came of one report among many."""

    id: int
    status: int
    report: Report | None
    error: Problem | None


class Decisions(Document):
    """What came of each, in the order in which they were named."""

    results: list[Decision]


class Sanctions(Document):
    """Sanctions, at that position of the stream `moderation`."""

    sanctions: list[Sanction]
    position: int


class Belongs(Document):
    """A room somebody belongs to."""

    room: Place
    role: Role


class Here(Document):
    """A room that somebody has open."""

    room: Place
    since: str


class Record(Document):
    """What moderators know of a person."""

    person: Person
    is_active: bool
    is_moderator: bool
    joined_at: str
    last_login: str | None
    messages: int
    removed: int
    tokens: int
    connected_since: str | None
    here: list[Here]
    rooms: list[Belongs]
    sanctions: list[Sanction]
    reports_against: list[Report]
    reports_made: list[Report]


class AuditEntry(Document):
    """One act; `actor` is null when the site did it by itself."""

    id: int
    at: str
    actor: Person | None
    action: str
    person: Person | None
    room: Place | None
    target: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


class Audit(Document):
    """Part of the audit record, newest first."""

    entries: list[AuditEntry]


class Word(Document):
    """A word of the filter's lists."""

    id: int
    word: str
    act: Literal["report", "mask", "block"]
    list: str
    added_by: Person
    added_at: str


class Words(Document):
    """Every word."""

    words: list[Word]


class WordNow(Document):
    """A word as it is now."""

    word: Word


class Count(Document):
    """How many in the hour or day that begins then."""

    at: str
    count: int


class Busy(Document):
    """How much was said in a room."""

    room: Place
    count: int


class Figures(Document):
    """For charts."""

    since: str
    step_s: int
    messages: list[Count]
    reports: list[Count]
    rooms: list[Busy]
    waiting: int


# OpenAPI: what an export answers instead of JSON.
CSV = {200: {"description": "OK", "content": {"text/csv": {"schema": {"type": "string"}}}}}
