"""What a visitor's connection doctor found, sent to the operator.

Guests may send it too; over HTTP alone, because a socket may be just what does not pass.
"""

from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chat import rates, text
from chat.api import documents
from chat.api.answers import changes, reply
from chat.api.who import ANYBODY, OPTIONAL, Request
from notifications.doctor.models import NOTE_MAX_CHARS
from notifications.doctor.reporting import keep_report
from notifications.streams import writer
from notifications.streams.limits import client_address

router = Router(tags=["connection"])

Transport = Literal["websocket", "sse", "long-poll", "short-poll", "frame"]
CauseName = Literal[
    "unreachable", "foreign", "blocked", "upgrade", "mute-socket", "whole", "clumps", "age", "silence", "held", "reset",
    "too-many", "busy", "refused", "slow", "clock",
]  # fmt: skip
Milliseconds = Annotated[float, Field(ge=0, le=86_400_000)]


class Strict(BaseModel):
    """These fields and no others, so that a report has a size."""

    model_config = ConfigDict(extra="forbid")


class Cause(Strict):
    """Something that stands in the way of these transports, as static/notifications/doctor/diagnosis.js names it."""

    name: CauseName
    transports: Annotated[list[Transport], Field(max_length=5)]
    seconds: Annotated[int, Field(ge=0, le=86_400)] | None = None
    status: Annotated[int, Field(ge=100, le=599)] | None = None


class Trial(Strict):
    """How one transport fared; times are null where there is nothing to measure."""

    transport: Transport
    works: bool
    first_ms: Milliseconds | None = None
    round_trip_ms: Milliseconds | None = None
    round_trip_worst_ms: Milliseconds | None = None
    late_ms: Milliseconds | None = None
    late_worst_ms: Milliseconds | None = None


class ConnectionReportBody(Strict):
    """What was found out about the way from a browser to here."""

    best: Transport | None
    causes: Annotated[list[Cause], Field(max_length=16)]
    trials: Annotated[list[Trial], Field(max_length=5)]
    note: Annotated[str, AfterValidator(text.line), StringConstraints(max_length=NOTE_MAX_CHARS)] = ""


@router.post("connection-reports", auth=ANYBODY, openapi_extra=OPTIONAL, response=changes(documents.Done, 201))
async def send_connection_report(request: Request, body: ConnectionReportBody) -> HttpResponse:
    """Tell the operator what your connection is like."""
    address = client_address(request.scope)
    rates.of_connection_reports(request.auth.user_id or address)
    found = body.model_dump() | {"best": body.best or ""}
    agent = request.headers.get("User-Agent", "")
    await writer.run(keep_report, user_id=request.auth.user_id, address=address, agent=agent, found=found)
    return reply({}, 201)
