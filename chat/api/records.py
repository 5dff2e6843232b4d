"""What moderators read over HTTP, and what they decide about many reports at once."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Annotated, Any, Literal, cast

from django.http import HttpResponse, StreamingHttpResponse
from ninja import Path, Query
from pydantic import BaseModel, Field

from chat import exports, records, schemas
from chat.api import documents, moderation_documents
from chat.api.answers import changes, reads, reply, run
from chat.api.moderation import router
from chat.api.who import Request
from chat.commands import dispatch
from chat.refusals import Refused
from notifications.streams import threads

__all__ = ["router"]

# A spreadsheet takes what begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class PageQuery(BaseModel):
    """Part of a list, newest first: below this id, at most so many."""

    before: schemas.Id | None = None
    limit: Annotated[int, Field(ge=1, le=records.PAGE_MAX)] = records.PAGE_DEFAULT


class ReportsQuery(PageQuery):
    """Which reports: `state` may name several, with commas; `kind` is a reason, or `automatic`.

    `group=message` puts those of one message together.
    """

    state: Annotated[str, Field(pattern=r"^(new|taken|decided|appealed)(,(new|taken|decided|appealed))*$")] | None = (
        None
    )
    room: schemas.Id | None = None
    person: schemas.Username | None = None
    q: Annotated[str, Field(max_length=100)] | None = None
    kind: Annotated[str, Field(max_length=80)] | None = None
    group: Literal["message"] | None = None


class SanctionsQuery(PageQuery):
    """Which sanctions."""

    state: Literal["standing", "over", "appealed"] | None = None
    room: schemas.Id | None = None
    person: schemas.Username | None = None
    q: Annotated[str, Field(max_length=100)] | None = None


class ActsQuery(BaseModel):
    """Which acts."""

    action: Annotated[str, Field(max_length=40)] | None = None
    actor: schemas.Username | None = None
    person: schemas.Username | None = None
    room: schemas.Id | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditQuery(ActsQuery, PageQuery):
    """Which part of which acts."""


class PeopleQuery(BaseModel):
    """Part of a username or name."""

    q: Annotated[str, Field(min_length=1, max_length=80)]


class FiguresQuery(BaseModel):
    """Over how many hours."""

    hours: Annotated[int, Field(ge=1, le=24 * 366)] = 24


class ManyReports(schemas.ReportChanges):
    """Which reports shall stand how."""

    reports: Annotated[list[schemas.Id], Field(min_length=1, max_length=100)]


async def _read(request: Request, question: Any, *args: Any) -> HttpResponse:
    return reply(await threads.read(question, cast(int, request.auth.user_id), *args))


def _parts(query: ReportsQuery | SanctionsQuery) -> tuple[records.Wanted, records.Page]:
    wanted = records.Wanted(query.state, query.room, query.person, query.q, getattr(query, "kind", None))
    return wanted, records.Page(query.before, query.limit)


@router.get("reports", response=reads(moderation_documents.Reports))
async def list_reports(request: Request, query: Query[ReportsQuery]) -> HttpResponse:
    """Reports, newest first; room moderators name their room."""
    question = records.report_groups if query.group else records.reports
    return await _read(request, question, *_parts(query))


@router.get("reports/export", response=reads(documents.Done), openapi_extra={"responses": moderation_documents.CSV})
async def export_reports(request: Request, query: Query[ActsQuery]) -> StreamingHttpResponse:
    """The reports as CSV."""
    return await _export(request, "reports", query)


@router.post("reports/decide", response=changes(moderation_documents.Decisions))
async def decide_reports(request: Request, body: ManyReports) -> HttpResponse:
    """Take, give back or decide many reports; each stands for itself, one result for each."""
    args = body.model_dump(exclude_unset=True, exclude={"reports"})
    results = []
    for report in body.reports:
        try:
            status, answer = await dispatch(request.auth, "report.update", args | {"report": report})
        except Refused as refusal:
            status, answer = refusal.status, {"error": refusal.as_json()}
        results.append({"id": report, "status": status, "report": None, "error": None, **answer})
    return reply({"results": results})


@router.get("reports/{int:report}", response=reads(moderation_documents.ReportInFull))
async def get_report(request: Request, report: Path[schemas.Id]) -> HttpResponse:
    """A report with its evidence: the message and those around it as they were."""
    return await _read(request, records.report, report)


@router.get("sanctions", response=reads(moderation_documents.Sanctions))
async def list_sanctions(request: Request, query: Query[SanctionsQuery]) -> HttpResponse:
    """Sanctions, newest first; `state=appealed` are those that wait for an answer."""
    return await _read(request, records.sanctions, *_parts(query))


@router.get("me/sanctions", response=reads(documents.OwnSanctions))
async def list_own_sanctions(request: Request) -> HttpResponse:
    """What was imposed on you, why and until when, and what came of your appeals."""
    return await _read(request, records.own_sanctions)


@router.get("people", response=reads(documents.People))
async def find_people(request: Request, query: Query[PeopleQuery]) -> HttpResponse:
    """People by part of their name; for moderators."""
    return await _read(request, records.people, query.q)


@router.get("people/{user}/record", response=reads(moderation_documents.Record))
async def get_record(request: Request, user: Path[schemas.Username]) -> HttpResponse:
    """Everything that moderators know of a person."""
    return await _read(request, records.person, user)


@router.get("audit", response=reads(moderation_documents.Audit))
async def list_audit(request: Request, query: Query[AuditQuery]) -> HttpResponse:
    """The audit record, newest first."""
    return await _read(request, records.audit, _acts(query), records.Page(query.before, query.limit))


@router.get("audit/export", response=reads(documents.Done), openapi_extra={"responses": moderation_documents.CSV})
async def export_audit(request: Request, query: Query[ActsQuery]) -> StreamingHttpResponse:
    """The audit record as CSV, oldest first."""
    return await _export(request, "audit", query)


@router.get("figures", response=reads(moderation_documents.Figures))
async def get_figures(request: Request, query: Query[FiguresQuery]) -> HttpResponse:
    """Figures for charts: messages and reports over time, the busiest rooms."""
    return await _read(request, records.figures, query.hours)


@router.get("words", response=reads(moderation_documents.Words))
async def list_words(request: Request) -> HttpResponse:
    """The word filter's lists."""
    return await _read(request, records.words)


@router.post("words", response=changes(moderation_documents.WordNow))
async def add_word(request: Request, body: schemas.WordBody) -> HttpResponse:
    """Add a word, or let something else be done about it; holds in every process from the next message on."""
    return await run(request, "word.add", body)


@router.delete("words/{word}", response=changes(documents.Done))
async def drop_word(request: Request, word: Path[schemas.Id]) -> HttpResponse:
    """Take a word off its list."""
    return await run(request, "word.drop", word=word)


def _acts(query: ActsQuery) -> records.Acts:
    return records.Acts(**query.model_dump(include=set(records.Acts._fields)))


async def _export(request: Request, what: str, query: ActsQuery) -> StreamingHttpResponse:
    """A part at a time, so that a long record takes no more memory than a short one."""

    async def part(after: int) -> list[exports.Row]:
        return await threads.read(exports.part, cast(int, request.auth.user_id), what, _acts(query), after)

    async def lines(rows: list[exports.Row]) -> AsyncIterator[str]:
        yield _lines([exports.HEADERS[what]])
        while rows:
            yield _lines(rows)
            rows = await part(rows[-1][0])

    headers = {"Content-Disposition": f'attachment; filename="{what}.csv"', "Cache-Control": "no-store"}
    # What is refused is refused before the first line.
    return StreamingHttpResponse(lines(await part(0)), content_type="text/csv; charset=utf-8", headers=headers)


def _lines(rows: Iterable[exports.Row]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
