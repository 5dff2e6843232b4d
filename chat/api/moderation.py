"""Keeping order over HTTP: what is done to messages and people."""

from django.http import HttpResponse
from ninja import Path, Query, Router

from chat import schemas
from chat.api import documents, moderation_documents
from chat.api.answers import changes, run
from chat.api.who import Request

router = Router(tags=["moderation"])

RoomId = Path[schemas.Id]
MessageId = Path[schemas.Id]
SanctionId = Path[schemas.Id]
ReportId = Path[schemas.Id]
Username = Path[schemas.Username]


@router.post("messages/{message}/restore", response=changes(documents.Changed))
async def restore_message(request: Request, message: MessageId, why: Query[schemas.WhyBody]) -> HttpResponse:
    """Bring back what a message said before it was removed, or before the filter masked it."""
    return await run(request, "message.restore", why, message=message)


@router.post("messages/{message}/purge", response=changes(documents.Changed))
async def purge_message(request: Request, message: MessageId, why: Query[schemas.WhyBody]) -> HttpResponse:
    """Take a message away for good: nobody can say any more what it said."""
    return await run(request, "message.purge", why, message=message)


@router.put("messages/{message}/pin", response=changes(documents.Pin))
async def pin_message(request: Request, message: MessageId) -> HttpResponse:
    """Pin a message, so that everybody in the room finds it."""
    return await run(request, "message.pin", message=message)


@router.delete("messages/{message}/pin", response=changes(documents.Pin))
async def unpin_message(request: Request, message: MessageId) -> HttpResponse:
    """Take the pin out again."""
    return await run(request, "message.unpin", message=message)


@router.post("messages/{message}/report", response=changes(documents.Reported, 200, 201))
async def report_message(request: Request, message: MessageId, body: schemas.ReportBody) -> HttpResponse:
    """Ask the moderators to look; 200 when you had reported it before."""
    return await run(request, "message.report", body, message=message)


@router.post("messages/{message}/settle", response=changes(moderation_documents.Settled))
async def settle_message(request: Request, message: MessageId, body: schemas.SettleBody) -> HttpResponse:
    """Decide all that was reported of a message, take it away, sanction its author: all of it or nothing."""
    return await run(request, "message.settle", body, message=message)


@router.patch("reports/{int:report}", response=changes(moderation_documents.ReportNow))
async def update_report(request: Request, report: ReportId, body: schemas.ReportChanges) -> HttpResponse:
    """Take a report, give it back, or decide it; 409 names the moderator who was faster."""
    return await run(request, "report.update", body, report=report)


@router.post("rooms/{room}/sanctions", response=changes(moderation_documents.SanctionNow, 200, 201))
async def sanction_in_room(request: Request, room: RoomId, body: schemas.SanctionBody) -> HttpResponse:
    """Kick, time out, mute or ban somebody in a room; 200 when the same holds already."""
    return await run(request, "room.sanction", body, room=room)


@router.post("rooms/{room}/sweep", response=changes(moderation_documents.Swept))
async def sweep_room(request: Request, room: RoomId, body: schemas.SweepBody) -> HttpResponse:
    """Remove what somebody has said in a room in the last minutes (60 unless given)."""
    return await run(request, "room.sweep", body, room=room)


@router.post("sanctions", response=changes(moderation_documents.SanctionNow, 200, 201))
async def sanction_everywhere(request: Request, body: schemas.SanctionBody) -> HttpResponse:
    """Time out, mute or ban somebody on the whole site."""
    return await run(request, "site.sanction", body)


@router.delete("sanctions/{sanction}", response=changes(moderation_documents.SanctionNow))
async def lift_sanction(request: Request, sanction: SanctionId, why: Query[schemas.WhyBody]) -> HttpResponse:
    """Let a sanction hold no longer."""
    return await run(request, "sanction.lift", why, sanction=sanction)


@router.post("sanctions/{sanction}/appeal", response=changes(documents.Appealed, 201))
async def appeal_sanction(request: Request, sanction: SanctionId, body: schemas.AppealBody) -> HttpResponse:
    """Say what there is to say against a sanction of yours, once."""
    return await run(request, "sanction.appeal", body, sanction=sanction)


@router.post("sanctions/{sanction}/answer", response=changes(moderation_documents.SanctionNow))
async def answer_appeal(request: Request, sanction: SanctionId, body: schemas.AnswerBody) -> HttpResponse:
    """Answer an appeal against what another moderator imposed: lift it or let it stand."""
    return await run(request, "appeal.answer", body, sanction=sanction)


@router.put("people/{user}/block", response=changes(documents.Blocked))
async def block_person(request: Request, user: Username) -> HttpResponse:
    """Hear nothing more of somebody."""
    return await run(request, "person.block", user=user)


@router.delete("people/{user}/block", response=changes(documents.Blocked))
async def unblock_person(request: Request, user: Username) -> HttpResponse:
    """Hear of somebody again."""
    return await run(request, "person.unblock", user=user)
